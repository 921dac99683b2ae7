"""The reference page says what the code says: settings, commands, permissions and events."""

from community.kernel.thresholds import THRESHOLDS
from tests.house.sources import here, own_python
from tests.tools import reference


def test_the_reference_is_that_of_the_code() -> None:
    assert reference.PAGE.exists(), "run `make reference`"
    written = reference.PAGE.read_text(encoding="utf-8").splitlines()
    assert written == reference.page().splitlines(), "run `make reference`"


def test_the_readme_shows_the_way_to_it() -> None:
    readme = reference.PAGE.parent.parent / "README.md"
    assert "docs/reference.md" in readme.read_text(encoding="utf-8")


def test_each_number_that_sites_may_tune_is_read_somewhere() -> None:
    readers = [path for path in own_python() if here(path) != "community/kernel/thresholds.py"]
    said = "".join(path.read_text(encoding="utf-8") for path in readers)
    assert [each.slug for each in THRESHOLDS if f'"{each.slug}"' not in said] == []
