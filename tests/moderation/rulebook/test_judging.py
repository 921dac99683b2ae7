"""Staff say whether a case came rightly; a wrong one goes back in one go, and the threshold learns, if somebody agrees."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.thresholds import whole
from community.kernel.unit_of_work import unit_of_work
from community.routing import queries as routing
from community.routing.models import Stage
from moderation.audit.checking import chain_breaches
from moderation.audit.models import ModerationLogEntry
from moderation.escalation import in_force, working
from moderation.escalation.models import Case, Escalation
from moderation.rulebook import answering, judging, queries
from tests.conftest import SignIn
from tests.moderation.escalation.conftest import ANGRY_EN, ANGRY_ZH, EXPERT_EN
from tests.moderation.rulebook.conftest import Ask


def raised(question_id: int) -> tuple[Case, Escalation]:
    db.session.expire_all()
    case = db.session.query(Case).filter_by(question_id=question_id).one()
    return case, db.session.query(Escalation).filter_by(case_id=case.id).order_by(Escalation.id).first()


def test_a_verdict_counts_can_be_changed_and_taken_back(ask: Ask, dave: Actor) -> None:
    case, why = raised(ask(ANGRY_EN).id)
    for verdict, right, wrong in (("right", 1, 0), ("wrong", 0, 1), ("", 0, 0)):
        with unit_of_work():
            judging.judge(case.id, why.id, verdict, by=dave)
        counted = queries.precision()[why.rule]
        assert (counted.right, counted.wrong, counted.raised) == (right, wrong, 1)
    assert db.session.query(ModerationLogEntry).filter_by(act="escalation-judged").count() == 3
    assert chain_breaches(db.session()) == []


def test_precision_is_told_by_language(ask: Ask, dave: Actor) -> None:
    for words, verdict in ((ANGRY_EN, "right"), (ANGRY_ZH, "wrong")):
        case, why = raised(ask(words).id)
        with unit_of_work():
            judging.judge(case.id, why.id, verdict, by=dave)
    found = queries.precision_by_language("angry-complaint")
    assert {lang: (one.right, one.wrong) for lang, one in found.items()} == {"en": (1, 0), "zh-Hans": (0, 1)}
    assert queries.precision(lang="en")["angry-complaint"].share == 1.0


def test_only_staff_judge_and_only_what_belongs_to_the_case(ask: Ask, alice: Actor, dave: Actor) -> None:
    case, why = raised(ask(ANGRY_EN).id)
    other, _ = raised(ask(EXPERT_EN).id)
    with pytest.raises(NotAllowed), unit_of_work():
        judging.judge(case.id, why.id, "wrong", by=alice)
    with pytest.raises(NotFound), unit_of_work():
        judging.judge(other.id, why.id, "wrong", by=dave)


def test_one_click_returns_it_marks_it_wrong_and_tells_the_customer(
    client: FlaskClient, ask: Ask, alice: Actor, dave: Actor, sign_in: SignIn
) -> None:
    question = ask(EXPERT_EN)
    case, _why = raised(question.id)
    page = sign_in(client, dave).get(f"/desk/cases/{case.id}").get_data(as_text=True)
    assert "Wrongly escalated" in page
    assert client.post(f"/desk/cases/{case.id}/return-wrong").status_code == 303
    case, why = raised(question.id)
    assert (case.outcome, why.verdict, why.judged_by_id) == ("returned", "wrong", dave.id)
    need = routing.need_of(question.id)
    assert need is not None
    assert need.stage == Stage.CROWD
    sign_in(client, alice)
    assert (
        "the community can help best with this one"
        in client.get(f"/posts/{question.id}", follow_redirects=True).text
    )


def test_what_was_called_right_stays_right_when_it_is_returned(ask: Ask, dave: Actor) -> None:
    case, why = raised(ask(ANGRY_EN).id)
    with unit_of_work():
        judging.judge(case.id, why.id, "right", by=dave)
        judging.return_wrong(case.id, by=dave)
    assert raised(case.question_id)[1].verdict == "right"


def test_a_case_of_somebody_else_is_not_given_back(ask: Ask, dave: Actor, admin: Actor) -> None:
    case, why = raised(ask(EXPERT_EN).id)
    with unit_of_work():
        working.claim(case.id, by=admin)
    with pytest.raises(Conflict), unit_of_work():
        judging.return_wrong(case.id, by=dave)
    assert raised(case.question_id)[1].verdict == ""
    assert why.id


def judged(rule: str, scores: list[tuple[float, str]], by: Actor, need_id: int, case_id: int) -> None:
    with unit_of_work():
        for score, verdict in scores:
            db.session.add(
                Escalation(
                    need_id=need_id,
                    case_id=case_id,
                    rule=rule,
                    tier=1,
                    score=score,
                    evidence=[],
                    created_at=clock.now(),
                    verdict=verdict,
                    judged_by_id=by.id,
                    judged_at=clock.now(),
                )
            )


def test_a_proposal_is_shown_and_applied_only_by_a_person(ask: Ask, dave: Actor, admin: Actor) -> None:
    case, _ = raised(ask(ANGRY_EN).id)
    scores = [(0.55, "wrong")] * 15 + [(0.9, "right")] * 10
    judged("leaving", scores, dave, case.need_id, case.id)
    found = queries.proposals()["leaving"]
    assert (found.spared, found.wrong, found.lost, found.right) == (15, 15, 0, 10)
    assert in_force.rules()["leaving"].terms.bound == 0.5
    with pytest.raises(NotAllowed), unit_of_work():
        answering.answer("leaving", found.proposed, take=True, by=dave)
    with pytest.raises(Conflict), unit_of_work():
        answering.answer("leaving", 0.9, take=True, by=admin)
    with unit_of_work():
        answering.answer("leaving", found.proposed, take=True, by=admin)
    assert in_force.rules()["leaving"].terms.bound == found.proposed
    acts = {entry.act for entry in queries.history("leaving")}
    assert acts == {"rule-changed", "rule-proposal-taken"}


def test_a_proposal_that_was_put_aside_comes_back_only_with_new_verdicts(
    ask: Ask, dave: Actor, admin: Actor
) -> None:
    case, _ = raised(ask(ANGRY_EN).id)
    scores = [(0.55, "wrong")] * 15 + [(0.9, "right")] * 10
    judged("leaving", scores, dave, case.need_id, case.id)
    with unit_of_work():
        answering.answer("leaving", queries.proposals()["leaving"].proposed, take=False, by=admin)
    assert in_force.rules()["leaving"].terms.bound == 0.5
    assert "leaving" not in queries.proposals()
    with clock.at(clock.now() + timedelta(hours=1)):
        least = whole("proposal_verdicts")
        judged("leaving", scores[: least - 1], dave, case.need_id, case.id)
        assert "leaving" not in queries.proposals()
        judged("leaving", scores[:1], dave, case.need_id, case.id)
        assert "leaving" in queries.proposals()
