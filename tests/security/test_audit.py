"""What `make audit` makes of an answer."""

from tests.tools.audit import verdict


def test_a_hole_and_what_nobody_could_look_up_are_both_no_good_news() -> None:
    fine = {"name": "flask", "version": "3.1.2", "vulns": []}
    hole = {"name": "pillow", "version": "1.0", "vulns": [{"id": "CVE-1"}]}
    unknown = {"name": "regex", "skip_reason": "Dependency not found on PyPI"}
    assert verdict({"dependencies": [fine]}) == []
    assert verdict({"dependencies": [fine, hole]}) == ["pillow 1.0: CVE-1"]
    assert verdict({"dependencies": [fine, unknown]}) == ["not checked: 1 of 2, such as regex"]
