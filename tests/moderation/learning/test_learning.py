"""Learning from decisions: what is read, what it changes, and that nothing changes by itself."""

import json
from pathlib import Path

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.learning import queries, rules, services, wiring
from moderation.review import claiming, opening
from moderation.review import services as reviewing
from moderation.review.models import ReviewItem
from moderation.review.rules import Decision, ItemKind
from moderation.triage import corrections
from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message
from tests.conftest import both_databases
from tests.moderation.learning.conftest import BODY, OFFER, examples, run


def asked(number: int, body: str, by: Actor) -> int:
    with unit_of_work():
        return asking.ask(
            f"A question about the router number {number}", body.format(number), ["router"], by=by
        ).id


def decided(post_id: int, opinion: reviewing.Opinion, by: Actor) -> None:
    with unit_of_work():
        opening.open_item(post_id, ItemKind.FLAG)
    item = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()
    with unit_of_work():
        claiming.claim(item.id, by=by)
    with unit_of_work():
        reviewing.decide(item.id, opinion, by=by)


APPROVE = reviewing.Opinion(Decision.APPROVE)
SPAM = reviewing.Opinion(Decision.SPAM)


@both_databases
def test_the_last_decision_on_a_post_counts_and_a_restored_post_was_fine(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    fine, refused, restored, twice = (asked(number, BODY, alice) for number in range(4))
    decided(fine, APPROVE, carol)
    decided(refused, reviewing.Opinion(Decision.REFUSE, "abuse"), carol)
    decided(restored, SPAM, carol)
    with unit_of_work():
        posts.restore(post_or_404(restored), by=carol)
    decided(twice, APPROVE, carol)
    decided(twice, reviewing.Opinion(Decision.REFUSE, "low-quality"), carol)
    assert [outcome.reason for outcome in queries.outcomes()] == [None, "abuse", None, "low-quality"]
    assert queries.outcomes()[0].body == BODY.format(0)


def test_what_the_site_calls_spam_is_found_after_learning_and_honest_posts_are_left_alone() -> None:
    trial = rules.trial("spam", examples(60), made_on="2026-01-01")
    assert trial is not None
    assert trial.better
    assert trial.before.recall == 0
    assert trial.after.recall > 0.9
    assert trial.after.false_holds == 0


def test_decisions_without_a_pattern_teach_nothing() -> None:
    mixed = [
        rules.Decided(each.text, each.score, frozenset({hash(each.text) % 1000 + number}), number % 2 == 0)
        for number, each in enumerate(examples(60))
    ]
    trial = rules.trial("abuse", mixed, made_on="2026-01-01")
    assert trial is not None
    assert not trial.better or trial.after.f1 < 0.9


def test_too_few_decisions_are_no_ground() -> None:
    assert rules.trial("spam", examples(5), made_on="2026-01-01") is None


@pytest.mark.parametrize("slug", rules.DETECTORS)
def test_a_correction_survives_its_file_and_a_broken_file_is_named(slug: str, tmp_path: Path) -> None:
    made = rules.fit(slug, examples(20), made_on="2026-01-01")
    corrections.save(tmp_path, made)
    assert corrections.load_all(tmp_path) == ({slug: made}, [])
    (tmp_path / "spam.correction").write_bytes(b"{}\nnonsense")
    kept, (wrong,) = corrections.load_all(tmp_path)
    assert "spam.correction" in wrong
    assert kept == {each: made for each in (slug,) if each != "spam"}


def learnt_site(monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        queries.Outcome("question", "", text.format(number), reason)
        for number in range(60)
        for text, reason in ((OFFER, "spam"), (BODY, None))
    ]
    monkeypatch.setattr(queries, "outcomes", lambda: told)


def test_nothing_is_written_unless_asked_and_forgetting_returns_to_the_shipped_weights(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    learnt_site(monkeypatch)
    data_dir = Path(app.extensions["huzhu_settings"].data_dir)
    shown = run(app, "--detector", "spam", "--json")
    assert json.loads(shown.stdout)["detectors"]["spam"]["better"] is True
    assert services.kept(data_dir)[0] == {}
    assert "kept" in run(app, "--detector", "spam", "--write").stdout
    assert "spam: corrected by" in run(app, "--status").stdout
    offer = Message(OFFER.format(999), kind=Kind.QUESTION)
    before = analyse(offer)["spam"]
    wiring.init_app(app)
    assert not before.fired
    assert analyse(offer)["spam"].fired
    assert "Forgotten: spam" in run(app, "--forget").stdout
    wiring.init_app(app)
    assert analyse(offer)["spam"] == before


def test_what_is_not_better_is_kept_only_by_force(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        queries.Outcome("question", "", text, reason)
        for number in range(60)
        for text, reason in ((f"{BODY.format(number)}", "abuse"), (BODY.format(number + 100), None))
    ]
    monkeypatch.setattr(queries, "outcomes", lambda: told)
    data_dir = Path(app.extensions["huzhu_settings"].data_dir)
    run(app, "--detector", "abuse", "--write")
    kept = "abuse" in services.kept(data_dir)[0]
    trial = services.trial("abuse")
    assert trial is not None
    assert kept == trial.better
    run(app, "--detector", "abuse", "--write", "--force")
    assert "abuse" in services.kept(data_dir)[0]
    assert run(app, "--force").exit_code == 2
