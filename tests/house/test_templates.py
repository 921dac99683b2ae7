"""Templates compile, point at what exists, and hold no script or style of their own."""

import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from jinja2 import meta, nodes
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from tests.house.sources import ROOT, here, own_python, templates

URL_FOR = re.compile(r"""url_for\(\s*["']([\w.\-]+)["']""")
STATIC_URL = re.compile(r"""static_url\(\s*["']([^"']+)["']\s*\)""")
ADDRESS = re.compile(r"""(?:href|action|formaction|data-url)="(/[^"{}#]*)["#]""")
COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
INLINE = {
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=\s*[\"']", re.IGNORECASE),
    "a javascript address": re.compile(r"(?:href|action|src)\s*=\s*[\"']\s*javascript:", re.IGNORECASE),
}
FOLDER = ROOT / "templates"
each_template = pytest.mark.parametrize("path", templates(), ids=here)


def text_of(path: Path) -> str:
    """The template without its comments, which may show examples."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


@each_template
def test_it_compiles(house: Flask, path: Path) -> None:
    house.jinja_env.get_template(path.relative_to(FOLDER).as_posix())


@each_template
def test_the_templates_it_uses_exist(house: Flask, path: Path) -> None:
    parsed = house.jinja_env.parse(path.read_text(encoding="utf-8"))
    used = {name for name in meta.find_referenced_templates(parsed) if name}
    assert sorted(name for name in used if not (FOLDER / name).is_file()) == []


def brought(parsed: nodes.Template) -> set[str]:
    """The names that a template imports from others."""
    named = [name for each in parsed.find_all(nodes.FromImport) for name in each.names]
    taken = {name if isinstance(name, str) else name[1] for name in named}
    return taken | {each.target for each in parsed.find_all(nodes.Import)}


def asked_for(house: Flask, path: Path) -> set[str]:
    """The names that a template uses itself, or leaves for those that it includes."""
    parsed = house.jinja_env.parse(path.read_text(encoding="utf-8"))
    asked = {name.name for name in parsed.find_all(nodes.Name)}
    for each in parsed.find_all(nodes.Include):
        if isinstance(each.template, nodes.Const):
            included = FOLDER / each.template.value
            asked |= asked_for(house, included) - brought(house.jinja_env.parse(included.read_text("utf-8")))
    return asked


@each_template
def test_it_imports_nothing_in_vain(house: Flask, path: Path) -> None:
    parsed = house.jinja_env.parse(path.read_text(encoding="utf-8"))
    assert sorted(brought(parsed) - asked_for(house, path)) == []


@each_template
def test_it_holds_no_inline_script_or_style(path: Path) -> None:
    if path.suffix != ".html" or "email" in path.parts:
        return  # mail programs know inline styles only, and no policy guards them
    assert [what for what, pattern in INLINE.items() if pattern.search(text_of(path))] == []


@each_template
def test_the_addresses_it_names_exist(house: Flask, path: Path) -> None:
    adapter = house.url_map.bind("localhost")
    missing = []
    for address in ADDRESS.findall(text_of(path)):
        try:
            adapter.match(urlsplit(address).path)
        except NotFound:
            missing.append(address)
        except (MethodNotAllowed, RequestRedirect):
            continue
    assert missing == []


@each_template
def test_the_static_files_it_names_exist(path: Path) -> None:
    named = set(STATIC_URL.findall(text_of(path)))
    assert sorted(name for name in named if not (ROOT / "static" / name).is_file()) == []


def test_each_endpoint_that_is_named_exists(house: Flask) -> None:
    missing = {}
    for path in (*templates(), *own_python()):
        named = set(URL_FOR.findall(COMMENT.sub("", path.read_text(encoding="utf-8"))))
        # A name that opens with a dot means the blueprint at hand.
        full = {name for name in named if not name.startswith(".")}
        if unknown := sorted(full - house.view_functions.keys()):
            missing[here(path)] = unknown
    assert missing == {}


EDITOR = re.compile(r"\{\{ editor\(.*\) \}\}")
FORM = re.compile(r"<form\b[^>]*>.*?</form>", re.DOTALL)


@each_template
def test_a_form_carries_what_its_editor_offers(path: Path) -> None:
    """Pictures are chosen below the text without script: then they must be sent. A draft on a device has an owner."""
    lacking = []
    for form in FORM.findall(text_of(path)):
        head = form.partition(">\n")[0]
        for editor in EDITOR.findall(form):
            if (
                "image_url=" in editor
                and "attached=false" not in editor
                and "multipart/form-data" not in head
            ):
                lacking.append(f"enctype: {head}")
            if "draft_url=" in editor and "data-owner=" not in head:
                lacking.append(f"data-owner: {head}")
    if "gallery" not in path.name:
        assert lacking == []


def test_words_for_scripts_have_one_meaning() -> None:
    """words.js looks at those of the editor first: a name that both have would hide the word of the page."""
    page, editor = (
        set(re.findall(r"^ +(data-[a-z-]+)=", text_of(FOLDER / "ui" / name), re.MULTILINE))
        for name in ("frame.html", "_editor_words.html")
    )
    assert len(editor) > 20
    assert sorted(page & editor) == []
