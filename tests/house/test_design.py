"""The page about the design tells the truth: every component is described, shown, and reached by the style sheet."""

import re

import pytest
from flask import Flask, render_template

from tests.house.sources import ROOT, own_python, templates

COMPONENTS = ROOT / "templates" / "ui"
DESIGN = ROOT / "docs" / "ui.md"
# Parts of the frame are used by base.html alone, and a leading _ marks the parts of others.
INTERNAL = re.compile(r"^(?:_|frame\.html$)")
MACRO = re.compile(r"\{% macro ([a-z]\w*\(.*\)) -?%\}")
GALLERY = ROOT / "templates" / "community"
macros = pytest.mark.parametrize(
    "signature",
    [
        signature
        for path in sorted(COMPONENTS.glob("*.html"))
        if not INTERNAL.match(path.name)
        for signature in MACRO.findall(path.read_text(encoding="utf-8"))
    ],
)


@macros
def test_each_component_is_described_with_its_signature(signature: str) -> None:
    assert f"`{signature}`" in DESIGN.read_text(encoding="utf-8")


def section(title: str) -> str:
    """What the page says under a heading."""
    return DESIGN.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_each_component_that_is_described_is_there() -> None:
    there = "".join(path.read_text(encoding="utf-8") for path in COMPONENTS.glob("*.html"))
    cells = [
        re.split(r"(?<!\\)\|", line)[2] for line in section("Macros").splitlines() if line.startswith("|")
    ]
    described = {name for cell in cells for name in re.findall(r"`(\w+)\(", cell)}
    assert described
    assert sorted(name for name in described if f"macro {name}(" not in there) == []


def test_each_behaviour_is_described_and_used() -> None:
    described = {
        name
        for names in re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", section("Behaviours"), re.MULTILINE)
        for name in re.findall(r"[\w-]+", names)
    }
    assert described == {path.stem for path in (ROOT / "static" / "js" / "behaviours").glob("*.js")}
    everything = "".join(path.read_text(encoding="utf-8") for path in (*templates(), *own_python()))
    used = {
        name
        for names in re.findall(r'behaviour(?:="|": ")((?:\{\{.*?\}\}|[^"{])*)', everything)
        for name in re.findall(r"[\w-]+", names)
    }
    assert sorted(described - used) == []


@macros
def test_each_component_is_shown_in_the_gallery(signature: str) -> None:
    """By itself, or as a part of another; the frame shows the bars, and what wraps a form needs a form."""
    name = signature.partition("(")[0]
    places = (*GALLERY.glob("*gallery*.html"), *COMPONENTS.glob("*.html"), ROOT / "templates" / "base.html")
    shown = "".join(path.read_text(encoding="utf-8") for path in places)
    assert re.search(rf"(?<!macro ){name}\(", shown) or name in {"form_field", "summary"}


def test_each_drawing_is_named_and_each_name_is_drawn() -> None:
    drawn = re.findall(r'symbol id="([\w-]+)"', (ROOT / "static/img/empty.svg").read_text(encoding="utf-8"))
    described = re.search(r"picture: ([\w, ]+)\.", (COMPONENTS / "empty.html").read_text(encoding="utf-8"))
    assert described is not None
    assert sorted(drawn) == sorted(described[1].split(", "))


@macros
def test_each_component_is_used_somewhere(signature: str) -> None:
    name = signature.partition("(")[0]
    calls = sum(len(re.findall(rf"\b{name}\(", path.read_text(encoding="utf-8"))) for path in templates())
    assert calls > 1


def test_each_style_sheet_is_named_once_in_the_list() -> None:
    folder = ROOT / "static" / "css"
    listed = re.findall(r'@import url\("([^"]+)"\)', (folder / "site.css").read_text(encoding="utf-8"))
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*.css")]
    assert sorted(listed) == sorted(set(found) - {"site.css"})


def test_each_icon_that_is_named_is_drawn() -> None:
    drawn = set(
        re.findall(r'symbol id="([\w-]+)"', (ROOT / "static/img/icons.svg").read_text(encoding="utf-8"))
    )
    named = {
        name
        for path in templates()
        for name in re.findall(r'(?:\bicon\(|icon_name=)"([\w-]+)"', path.read_text(encoding="utf-8"))
    }
    assert sorted(named - drawn) == []


@pytest.mark.parametrize("language", ["en", "zh-Hans"])
def test_the_gallery_shows_them_all(house: Flask, language: str) -> None:
    with house.test_request_context(f"/?lang={language}"):
        page = render_template("community/gallery.html", current_member=None)
    assert f'<html lang="{language}">' in page
    assert page.count("<article") > 1
    assert re.search(r'"\w[\w-]*="', page) is None, "two attributes stand without a blank between them"


def test_the_frame_leaves_the_names_of_a_page_alone(house: Flask) -> None:
    with house.test_request_context("/nowhere"):
        page = render_template(
            "error.html",
            status=404,
            title="Gone",
            text="Look again.",
            words="mesh drops",
            current_member=None,
        )
    assert 'value="mesh drops"' in page
