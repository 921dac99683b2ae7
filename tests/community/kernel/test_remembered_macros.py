"""Macros that are asked once for the same words: never for other words, another language or another kind of words."""

import pytest
from flask import Flask
from markupsafe import Markup

from community.kernel.jinja import ALWAYS_THE_SAME, MOST_SAID, SaidOnce
from community.kernel.languages import speaking
from community.kernel.navigation import NavEntry

NAV = (
    NavEntry("/desk", "Desk", "desk", count=3, current=True),
    NavEntry("/notifications", "Alerts", "bell", 2),
)
GIVEN: dict[str, tuple[object, ...]] = {
    "star_brief": (4.5,),
    "bottom_bar": ("lin", 2, "/ask"),
    "side_nav": (NAV,),
    "work_strip": (NAV, False),
    "of_tags": (("wifi", "mesh"),),
    **dict.fromkeys(("of_answers", "of_others"), (3,)),
    **dict.fromkeys(("footer_ways", "words", "help"), ()),
}
MACROS = [(place, name) for place, names in ALWAYS_THE_SAME.items() for name in names]


def remembered(app: Flask, place: str, name: str) -> SaidOnce:
    found = getattr(app.jinja_env.get_template(place)._get_default_module(), name)
    assert isinstance(found, SaidOnce)
    return found


def said(app: Flask, *words: object, macro: str = "chip", place: str = "ui/chip.html") -> str:
    asked = f'{{% from "{place}" import {macro} %}}{{{{ {macro}(*given) }}}}'
    page = app.jinja_env.from_string(asked)
    return page.render(given=words)


@pytest.mark.parametrize(("place", "name"), MACROS)
def test_each_is_a_macro_that_is_asked_once(
    app: Flask, monkeypatch: pytest.MonkeyPatch, place: str, name: str
) -> None:
    words = GIVEN.get(name, ("solved",))
    with app.test_request_context():
        first = said(app, *words, macro=name, place=place)
        assert first.strip()

        def not_again(*_given: object) -> str:
            raise AssertionError

        monkeypatch.setattr(remembered(app, place, name), "macro", not_again)
        assert said(app, *words, macro=name, place=place) == first


def test_words_that_are_html_already_do_not_speak_for_those_that_are_not(app: Flask) -> None:
    with app.test_request_context():
        for _turn in range(2):
            assert "<b>x</b>" in said(app, Markup("<b>x</b>"))
            assert "&lt;b&gt;x&lt;/b&gt;" in said(app, "<b>x</b>")


def test_each_language_says_its_own(app: Flask) -> None:
    for lang, word in (("en", "Solved"), ("zh-Hans", "已解决"), ("en", "Solved")):
        with app.test_request_context(), speaking(lang):
            assert f">{word}</span>" in said(app, "solved", macro="state_chip")


def test_pictures_lie_where_the_site_lies(app: Flask) -> None:
    for root in ("", "/help", "", "/help"):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": root}):
            assert f'href="{root}/static/img/icons.svg' in said(
                app, "bell", macro="icon", place="ui/icon.html"
            )


def test_no_more_is_remembered_than_a_page_needs(app: Flask) -> None:
    with app.test_request_context():
        for number in range(MOST_SAID + 10):
            said(app, f"{number}")
        assert len(remembered(app, "ui/chip.html", "chip")._said) <= MOST_SAID


def test_what_may_change_is_asked_for_anew(app: Flask) -> None:
    names = ["wifi"]
    with app.test_request_context():
        assert "mesh" not in said(app, names, macro="of_tags", place="ui/facts.html")
        names.append("mesh")
        assert "mesh" in said(app, names, macro="of_tags", place="ui/facts.html")
