"""Files stay small, are named by role, and hold nothing of one machine."""

import re

from tests.house.sources import PACKAGES, files, here, lines, own_python, stylesheets, templates

CEILING = 300
TEMPLATE_CEILING = 150
NAMELESS = {"utils", "util", "helpers", "helper", "common", "misc", "stuff"}
# Written by Alembic or long by nature: one migration makes all the first tables.
LONG_BY_NATURE = ("community/kernel/migrations/versions/",)
# A home folder, a temporary folder of one run, or the place where one checkout happens to be.
ONE_MACHINE = re.compile(r"(?<![\w.~-])/(?:home|Users|root|work|opt/pypi)/\w")
HALF_MERGED = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
TEXTS = (".py", ".md", ".toml", ".html", ".css", ".js", ".svg", ".po", ".txt", ".cfg", ".ini", ".json")


def test_no_module_is_over_its_ceiling() -> None:
    long = {
        here(path): lines(path)
        for path in files(".py", ".js")
        if lines(path) > CEILING and not here(path).startswith(LONG_BY_NATURE)
    }
    assert long == {}


def test_no_template_or_stylesheet_is_over_its_ceiling() -> None:
    pages = [path for path in templates() if path.suffix == ".html"]
    long = {here(path): lines(path) for path in (*pages, *stylesheets()) if lines(path) > TEMPLATE_CEILING}
    assert long == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [here(path) for path in own_python() if path.stem in NAMELESS] == []


def test_nothing_names_a_place_on_one_machine() -> None:
    found = {}
    for path in files(*TEXTS, "Makefile"):
        if match := ONE_MACHINE.search(path.read_text(encoding="utf-8")):
            found[here(path)] = match.group()
    found.pop("tests/house/test_files.py", None)
    assert found == {}


def test_nothing_is_half_merged() -> None:
    texts = files(*TEXTS, "Makefile", ".yaml", ".xml", ".service")
    assert [here(path) for path in texts if HALF_MERGED.search(path.read_text(encoding="utf-8"))] == []


def test_a_package_opens_with_its_docstring_alone() -> None:
    for package in PACKAGES:
        opening = next(path for path in own_python() if here(path) == f"{package}/__init__.py")
        assert "import" not in opening.read_text(encoding="utf-8").split('"""')[-1]
