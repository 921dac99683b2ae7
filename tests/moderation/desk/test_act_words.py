"""What happened to a case is told in words, never by the name a program gave it."""

from flask import Flask

from moderation.audit.catalogue import ACTS


def test_each_act_on_a_case_has_words(app: Flask) -> None:
    told = {each.slug for each in ACTS if each.slug.startswith("case-")} | {"macro-run", "escalation-judged"}
    with app.test_request_context("/?lang=zh-Hans"):
        words = app.jinja_env.get_template("moderation/desk/_words.html").make_module()
        wordless = {slug for slug in told if slug in str(words.act_word(slug))}  # type: ignore[attr-defined]
    assert wordless == set()
