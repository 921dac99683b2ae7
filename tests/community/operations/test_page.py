"""The page of operations: admins alone see what failed, and mend it there."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.kernel import clock, events, job_care, jobs, mail
from community.kernel.bus import bus, publish
from community.kernel.db import db
from community.kernel.faults import FailedReaction
from community.kernel.jobs import Job, JobState
from community.kernel.mail import Mail, MailLink
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.operations import troubles
from moderation.audit.models import ModerationLogEntry
from tests.conftest import MakeMember, SignIn, actor_of


@pytest.fixture
def grace(member: MakeMember) -> Actor:
    """Grace runs the site."""
    return actor_of(member("grace", role=Role.ADMIN))


@pytest.fixture
def admin(client: FlaskClient, grace: Actor, sign_in: SignIn) -> FlaskClient:
    return sign_in(client, grace)


def a_job(state: str = JobState.DEAD, error: str | None = "OSError: the server hung up") -> int:
    with unit_of_work():
        mail.send_later(
            Mail(kind="asked-confirm", to="alice@example.com", links={"link": MailLink("/x")}), key="one"
        )
        job = db.session.scalars(select(Job)).one()
        job.state, job.error, job.attempts = state, error, jobs.MOST_ATTEMPTS
    return job.id


class Reaction:
    """A listener that fails until it is mended."""

    def __init__(self) -> None:
        self.broken = True
        self.heard: list[events.QuestionMerged] = []

    def listen(self, event: events.QuestionMerged) -> None:
        if self.broken:
            message = "the ledger was closed"
            raise RuntimeError(message)
        self.heard.append(event)


MERGED = events.QuestionMerged(question_id=1, into_id=2, moved_answer_ids=(3, 4), by_id=5)


@pytest.fixture
def reaction(app: Huzhu) -> Reaction:
    """A reaction that has failed once."""
    made = Reaction()
    bus()._handlers[events.QuestionMerged].clear()
    bus().forgiving = True
    bus().on_best_effort(events.QuestionMerged, made.listen)
    with unit_of_work():
        publish(MERGED)
    return made


def the_fault() -> FailedReaction:
    db.session.expire_all()
    return db.session.scalars(select(FailedReaction)).one()


DEEDS = (
    "/admin/jobs/retry",
    "/admin/jobs/1/retry",
    "/admin/jobs/1/forget",
    "/admin/reactions/1/tell",
    "/admin/reactions/1/settle",
)


@pytest.mark.parametrize("who", ["alice", "carol", "dave", "erin"])
def test_only_admins_come_in(
    client: FlaskClient, who: str, sign_in: SignIn, request: pytest.FixtureRequest
) -> None:
    someone: Actor = request.getfixturevalue(who)
    sign_in(client, someone)
    job_id = a_job()
    assert client.get("/admin").status_code == 403
    assert [client.post(deed).status_code for deed in DEEDS] == [403] * len(DEEDS)
    assert db.session.get_one(Job, job_id).state == JobState.DEAD
    assert 'href="/admin"' not in client.get("/").text


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/admin").location.startswith("/sign-in")


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_an_untroubled_site_says_so(admin: FlaskClient, app: Huzhu, lang: str) -> None:
    (app.extensions["huzhu_settings"].data_dir / "worker.alive").touch()
    page = admin.get(f"/admin?lang={lang}")
    assert page.status_code == 200
    assert f'<html lang="{lang}"' in page.text
    assert "notice--danger" not in page.text
    assert 'href="/admin"' in page.text


def test_a_missing_worker_is_said_aloud(admin: FlaskClient) -> None:
    assert "Nobody does the background work" in admin.get("/admin").text


def test_settings_are_shown_and_secrets_are_not(admin: FlaskClient, app: Huzhu) -> None:
    page = admin.get("/admin").text
    settings = app.extensions["huzhu_settings"]
    assert "HUZHU_BASE_URL" in page
    assert settings.secret_key.get_secret_value() not in page


def test_addresses_with_a_password_are_masked(tmp_path: object, app: Huzhu) -> None:
    settings = app.extensions["huzhu_settings"].model_copy(
        update={"smtp_url": "smtp://mia:geheim@mail.example.com:587"}
    )
    assert settings.shown()["HUZHU_SMTP_URL"] == "smtp://********@mail.example.com:587"


def test_a_dead_job_is_shown_with_its_error_and_done_when_tried_again(admin: FlaskClient) -> None:
    job_id = a_job()
    page = admin.get("/admin").text
    assert "the server hung up" in page
    assert "alice@example.com" not in page, "what a job holds is nobody's business"
    assert admin.post(f"/admin/jobs/{job_id}/retry").status_code == 303
    jobs.run_due()
    db.session.expire_all()
    job = db.session.get_one(Job, job_id)
    assert (job.state, job.error) == (JobState.DONE, None)
    assert admin.post(f"/admin/jobs/{job_id}/retry").status_code == 409


def test_all_that_was_given_up_is_done_again_at_one_press(admin: FlaskClient) -> None:
    """A mail server that was away over a weekend left hundreds of letters, fifty on the page, a button each."""
    with unit_of_work():
        for number in range(60):
            mail.send_later(
                Mail(kind="asked-confirm", to="alice@example.com", links={"link": MailLink("/x")}),
                key=str(number),
            )
        for job in db.session.scalars(select(Job)):
            job.state, job.error, job.attempts = JobState.DEAD, "OSError", jobs.MOST_ATTEMPTS
    assert "60 jobs" in admin.get("/admin").text
    assert "60 jobs are tried again now." in admin.post("/admin/jobs/retry", follow_redirects=True).text
    assert jobs.run_due() == 60
    assert job_care.dead_count() == 0
    entry = db.session.scalars(
        select(ModerationLogEntry).where(ModerationLogEntry.act == "jobs-retried")
    ).one()
    assert entry.subject == "work:all"
    assert "Try all again" not in admin.get("/admin").text


def test_a_job_that_waits_after_a_failure_can_be_tried_at_once(admin: FlaskClient) -> None:
    job_id = a_job(JobState.WAITING)
    with unit_of_work():
        db.session.get_one(Job, job_id).run_at = clock.now() + timedelta(hours=2)
    assert "the server hung up" in admin.get("/admin").text
    admin.post(f"/admin/jobs/{job_id}/retry")
    assert jobs.run_due() == 1


def test_a_job_that_somebody_is_doing_is_left_alone(admin: FlaskClient) -> None:
    job_id = a_job(JobState.WAITING)
    with unit_of_work():
        db.session.get_one(Job, job_id).leased_until = clock.now() + timedelta(minutes=1)
    assert admin.post(f"/admin/jobs/{job_id}/retry").status_code == 409


def test_a_dead_job_can_be_forgotten_and_a_waiting_one_cannot(admin: FlaskClient) -> None:
    job_id = a_job(JobState.WAITING)
    assert admin.post(f"/admin/jobs/{job_id}/forget").status_code == 409
    with unit_of_work():
        db.session.get_one(Job, job_id).state = JobState.DEAD
    assert admin.post(f"/admin/jobs/{job_id}/forget").status_code == 303
    assert db.session.get(Job, job_id) is None


def test_a_failed_reaction_is_told_again_with_the_same_event(admin: FlaskClient, reaction: Reaction) -> None:
    fault = the_fault()
    assert "the ledger was closed" in admin.get("/admin").text
    reaction.broken = False
    assert admin.post(f"/admin/reactions/{fault.id}/tell").status_code == 303
    assert reaction.heard == [MERGED]
    assert the_fault().resolved_at is not None
    assert admin.post(f"/admin/reactions/{fault.id}/tell").status_code == 409
    assert reaction.heard == [MERGED]


def test_a_reaction_that_fails_again_stays(admin: FlaskClient, reaction: Reaction) -> None:
    fault = the_fault()
    admin.post(f"/admin/reactions/{fault.id}/tell")
    assert the_fault().resolved_at is None
    assert "It failed again" in admin.get("/admin").text


def test_a_reaction_whose_listener_is_gone_can_only_be_settled(
    admin: FlaskClient, reaction: Reaction
) -> None:
    with unit_of_work():
        the_fault().handler = "community.old.handlers.gone"
    fault_id = the_fault().id
    admin.post(f"/admin/reactions/{fault_id}/tell")
    assert "LookupError" in the_fault().error
    assert admin.post(f"/admin/reactions/{fault_id}/settle").status_code == 303
    assert the_fault().resolved_at is not None
    assert "Reactions that failed" not in admin.get("/admin").text


def test_the_navigation_counts_what_waits(admin: FlaskClient, reaction: Reaction) -> None:
    a_job()
    page = admin.get("/").text
    entry = page[page.index('href="/admin"') :]
    assert '<span class="count">2</span>' in entry[: entry.index("</a>")]


def test_a_failure_that_was_settled_is_forgotten_after_two_weeks(reaction: Reaction) -> None:
    """What it tells of an event, words of people among it, lay there for ever."""
    now = clock.now()
    troubles.forget_old(now + timedelta(days=365))
    with unit_of_work():
        the_fault().resolved_at = now
    for days, left in ((13, 1), (15, 0)):
        troubles.forget_old(now + timedelta(days=days))
        assert db.session.query(FailedReaction).count() == left
