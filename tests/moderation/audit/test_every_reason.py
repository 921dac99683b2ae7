"""Every reason that an entry of the log may have is said in words, so that whoever is concerned can read it."""

import pytest
from flask import Flask

from community.kernel.languages import speaking
from community.kernel.policy import Role
from community.questions.rules import CloseReason
from community.routing.rules import MoveReason
from moderation.escalation.catalogue import RULES
from moderation.flags.catalogue import REASONS as FLAGGED
from moderation.review.catalogue import REASONS as REFUSED
from moderation.sanctions.catalogue import REASONS as SANCTIONED

OF_POSTS = {*CloseReason, *(each.slug for reasons in (FLAGGED, REFUSED, SANCTIONED) for each in reasons)}
OF_CASES = {"merged", *MoveReason, *(rule.slug for rule in RULES)}


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_no_reason_is_shown_as_the_program_calls_it(app: Flask, lang: str) -> None:
    with app.test_request_context(), speaking(lang):
        words = app.jinja_env.get_template("moderation/audit/_lines.html").make_module()
        told = {str(each): words.reason_word(str(each)).strip() for each in OF_POSTS}
        told |= {str(each): words.case_reason(str(each)).strip() for each in OF_CASES}
        told |= {str(each): words.place_word(str(each)).strip() for each in Role}
    plain = {"shouting"} if lang == "en" else set()  # the word for it is the same
    assert {slug for slug, word in told.items() if word in {slug, ""}} <= plain
