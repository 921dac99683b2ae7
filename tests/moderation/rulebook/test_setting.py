"""A site sets its rules: off, watching, live; from which score on; whom they call; what the customer reads."""

import pytest
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.routing import queries as routing
from moderation.escalation import in_force
from moderation.escalation.catalogue import RULES
from moderation.escalation.models import Case, RuleSighting
from moderation.escalation.terms import Terms
from moderation.rulebook import queries, setting
from tests.conftest import SignIn
from tests.moderation.escalation.conftest import ANGRY_EN, EXPERT_EN
from tests.moderation.rulebook.conftest import Ask


def put(slug: str, by: Actor, **given: object) -> None:
    with unit_of_work():
        each = setting.rule_or_404(slug)
        setting.put_into_force(each, setting.proposed(each, given), by=by)


def cases() -> list[Case]:
    db.session.expire_all()
    return db.session.query(Case).order_by(Case.id).all()


def test_a_rule_that_is_off_says_nothing(ask: Ask, admin: Actor) -> None:
    put("expert-level", admin, mode="off")
    ask(EXPERT_EN)
    assert cases() == []


def test_a_rule_that_watches_counts_and_does_nothing(ask: Ask, admin: Actor) -> None:
    put("expert-level", admin, mode="watch")
    question = ask(EXPERT_EN)
    assert cases() == []
    seen = db.session.query(RuleSighting).one()
    assert (seen.rule, seen.question_id) == ("expert-level", question.id)
    assert queries.watched()["expert-level"].questions == 1


def test_a_threshold_tier_team_and_severity_are_those_of_the_site(ask: Ask, admin: Actor) -> None:
    put("angry-complaint", admin, tier=2, team="specialists", severity=1.0)
    question = ask(ANGRY_EN)
    (case,) = cases()
    assert (case.tier, case.team, case.severity) == (2, "specialists", 1.0)
    need = routing.need_of(question.id)
    assert need is not None
    assert need.stage == "tier-2"
    put("angry-complaint", admin, bound=1.0)
    ask((f"{ANGRY_EN[0]} again", f"{ANGRY_EN[1]} Still the same."))
    assert len(cases()) == 1 or cases()[-1].anger >= 1.0


def test_the_customer_reads_the_sites_own_sentence_in_each_language(
    client: FlaskClient, ask: Ask, alice: Actor, admin: Actor, sign_in: SignIn
) -> None:
    words = {
        "en": "Sorry. A person of our care team calls you back.",
        "zh-Hans": "很抱歉，客户关怀同事会联系你。",
    }
    put("angry-complaint", admin, wording=words)
    question = ask(ANGRY_EN)
    sign_in(client, alice)
    for lang, sentence in words.items():
        page = client.get(f"/posts/{question.id}?lang={lang}", follow_redirects=True)
        assert sentence in page.text


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"mode": "sometimes"}, "mode"),
        ({"bound": 1.5}, "bound"),
        ({"bound": float("nan")}, "bound"),
        ({"bound": True}, "bound"),
        ({"severity": -0.1}, "severity"),
        ({"tier": 3}, "tier"),
        ({"team": "nobody"}, "team"),
        ({"wording": {"en": "Short"}}, "wording-en"),
        ({"wording": {"en": "See <b>here</b> please, thank you."}}, "wording-en"),
        ({"wording": {"fr": "Merci de votre patience."}}, "wording"),
    ],
)
def test_what_is_no_setting_is_refused_with_the_field(
    given: dict[str, object], field: str, admin: Actor
) -> None:
    with pytest.raises(Invalid) as refused:
        setting.proposed(setting.rule_or_404("angry-complaint"), given)
    assert refused.value.field == field


def test_what_people_pull_stays_on(admin: Actor) -> None:
    with pytest.raises(Invalid):
        setting.proposed(setting.rule_or_404("asked-for-staff"), {"mode": "off"})
    put("asked-for-staff", admin, team="accounts")
    assert in_force.rules()["asked-for-staff"].terms.team == "accounts"


def test_each_change_stands_in_the_log_with_the_reason(admin: Actor) -> None:
    with unit_of_work():
        each = setting.rule_or_404("leaving")
        setting.put_into_force(
            each, setting.proposed(each, {"bound": 0.7}), by=admin, why="Too many calm ones"
        )
    (entry,) = queries.history("leaving")
    assert (entry.data["changes"], entry.reason) == (["bound: 0.5 → 0.7"], "Too many calm ones")


def test_only_admins_set_rules_and_the_rest_of_the_staff_look(
    client: FlaskClient, dave: Actor, alice: Actor, sign_in: SignIn
) -> None:
    each = setting.rule_or_404("leaving")
    with pytest.raises(NotAllowed), unit_of_work():
        setting.put_into_force(each, setting.proposed(each, {"bound": 0.7}), by=dave)
    sign_in(client, dave)
    assert client.get("/desk/rules/leaving").status_code == 200
    assert client.post("/desk/rules/leaving", data={"mode": "off"}).status_code == 403
    sign_in(client, alice)
    assert client.get("/desk/rules").status_code == 403


@pytest.mark.parametrize("preset", ["seed", "growing", "mature"])
def test_every_rule_has_usual_terms_in_each_preset(preset: str) -> None:
    for rule in RULES:
        terms = Terms.usual(rule, preset)
        assert terms.changed(terms.plain()) == terms
        assert terms.bound is None or 0 < terms.bound < 1


def test_a_form_keeps_what_was_typed_when_it_is_refused(
    client: FlaskClient, admin: Actor, sign_in: SignIn
) -> None:
    sent = {"mode": "live", "bound": "7", "severity": "0.5", "tier": "1", "team": "care", "why": "I wonder"}
    page = sign_in(client, admin).post("/desk/rules/leaving", data=sent)
    assert page.status_code == 422
    assert 'value="7"' in page.text
    assert "I wonder" in page.text
    assert client.post("/desk/rules/leaving", data=sent | {"bound": "0,7"}).status_code == 303
    in_force.forget()
    assert in_force.rules()["leaving"].terms.bound == 0.7
    assert client.post("/desk/rules/leaving", data={"usual": "1"}).status_code == 303
    in_force.forget()
    assert in_force.rules()["leaving"].terms.bound == 0.5
