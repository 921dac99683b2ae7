"""What a site sets about the checks: who may, what it does at once, what is refused, and the rehearsal before."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.errors import Invalid, NotAllowed
from community.kernel.judging import Verdict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.audit.queries import acts_on
from moderation.quality import figures, in_force, setting
from moderation.quality.bounds import ORDER, SEVERITY, Bounds, Setting
from moderation.quality.catalogue import CHECKS
from moderation.quality.rehearsal import rehearse
from tests.conftest import SignIn

GOOD = "Since the update on Monday the second node restarts every hour. I reset it and tried another outlet."
TITLE = "The second node restarts every hour since the update"
LOUD = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME from my job every day"


def change(slug: str, by: Actor, **given: object) -> None:
    with unit_of_work():
        check = setting.check_or_404(slug)
        setting.put_into_force(check, setting.proposed(check, given), by=by)


bound = st.none() | st.floats(0.01, 1.0)


@given(st.builds(Bounds, bound, bound, bound, bound), st.floats(0, 1), st.floats(0, 1))
def test_a_higher_score_is_never_treated_more_mildly(bounds: Bounds, one: float, other: float) -> None:
    low, high = sorted((one, other))
    milder, graver = bounds.verdict(low), bounds.verdict(high)
    assert milder is None or (graver is not None and SEVERITY[graver] >= SEVERITY[milder])


@given(st.builds(Bounds, bound, bound, bound, bound), st.sampled_from(ORDER), st.floats(0, 1))
def test_nothing_is_treated_more_strictly_than_the_strongest_verdict(
    bounds: Bounds, strongest: Verdict, score: float
) -> None:
    made = Setting(bounds=bounds, strongest=strongest).verdict(score, Verdict.PUBLISH, newcomer=True)
    assert made is None or SEVERITY[made] <= SEVERITY[strongest]


@given(st.sampled_from(list(CHECKS)), st.sampled_from(["seed", "growing", "mature"]))
def test_a_setting_survives_being_written_down(check: object, preset: str) -> None:
    usual = check.setting(preset)  # type: ignore[attr-defined]
    assert usual.changed(usual.plain()) == usual
    assert usual.bounds is None or usual.bounds.in_order


@pytest.mark.usefixtures("app")
class TestSettings:
    def test_a_change_works_at_once_and_is_in_the_log(self, alice: Actor, carol: Actor) -> None:
        change("shouting", carol, bounds={"review": 0.4, "hold": 0.5})
        with unit_of_work():
            question = asking.ask(TITLE, LOUD, ["mesh"], by=alice)
        assert question.status == "held"
        logged = acts_on("check:shouting")
        assert "hold: 0.75 → 0.5" in logged[0].data["changes"]

    def test_a_check_that_is_off_finds_nothing(self, alice: Actor, carol: Actor) -> None:
        change("shouting", carol, on=False)
        with unit_of_work():
            question = asking.ask(TITLE, LOUD.upper(), ["mesh"], by=alice)
        assert "shouting" not in {each["check"] for each in question.findings}

    def test_only_ever_review(self, alice: Actor, carol: Actor) -> None:
        change("shouting", carol, strongest="review", strongest_known="review")
        with unit_of_work():
            question = asking.ask(TITLE, LOUD.upper(), ["mesh"], by=alice)
        assert question.status == "published"

    def test_another_process_agrees_within_seconds(
        self, carol: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        in_force.settings()
        with monkeypatch.context() as patch:
            patch.setattr(in_force, "forget", lambda: None)  # the process that did not make the change
            change("shouting", carol, on=False)
        assert in_force.settings()["shouting"].on
        later = in_force.time.monotonic() + in_force.SECONDS + 1
        monkeypatch.setattr(in_force.time, "monotonic", lambda: later)
        assert not in_force.settings()["shouting"].on

    @pytest.mark.parametrize(
        "given",
        [
            {"bounds": {"review": 0.9, "hold": 0.5}},
            {"bounds": {"review": -1}},
            {"bounds": {"review": float("nan")}},
            {"bounds": {"review": "much"}},
            {"bounds": {"hang": 1}},
            {"bounds": [1]},
            {"strongest": "hang"},
            {"exempt_level": 9},
            {"exempt_level": "two"},
            {"kinds": []},
            {"kinds": "question"},
        ],
    )
    def test_what_makes_no_sense_is_refused(self, carol: Actor, given: dict[str, object]) -> None:
        with pytest.raises(Invalid):
            change("shouting", carol, **given)

    def test_members_change_nothing(self, alice: Actor) -> None:
        with pytest.raises(NotAllowed):
            change("shouting", alice, on=False)

    def test_the_usual_settings_leave_no_row(self, carol: Actor) -> None:
        change("shouting", carol, on=False)
        assert set(figures.changed()) == {"shouting"}
        change("shouting", carol, on=True)
        assert figures.changed() == {}

    def test_the_rehearsal_names_the_posts_and_changes_nothing(self, alice: Actor, carol: Actor) -> None:
        with unit_of_work():
            loud = asking.ask(TITLE, LOUD, ["mesh"], by=alice)
            asking.ask("The lamp of the router is red after lunch", GOOD + " And so on.", ["mesh"], by=alice)
        now = in_force.settings()
        wanted = setting.proposed(CHECKS["shouting"], {"bounds": {"review": 0.4, "hold": 0.5}})
        found = rehearse(now, {**now, "shouting": wanted})
        assert (found.looked, found.total) == (2, 2)
        assert [(each.post.id, each.after) for each in found.changes] == [(loud.id, Verdict.HOLD)]
        assert found.changes[0].finding is not None
        assert found.changes[0].finding.evidence
        assert loud.status == "published"
        assert in_force.settings() == now


def test_a_moderator_sees_all_checks_rehearses_and_puts_into_force(
    client: FlaskClient, sign_in: SignIn, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        asking.ask(TITLE, LOUD, ["mesh"], by=alice)
    sign_in(client, carol)
    page = client.get("/gate").text
    assert all(f"/gate/{check.slug}" in page for check in CHECKS)
    for check in CHECKS:
        assert client.get(f"/gate/{check.slug}").status_code == 200
    sent = {"on": "y", "review": "0.4", "hold": "0.5", "strongest": "refuse", "strongest_known": "refuse"}
    sent |= {"kinds": "question", "exempt_level": "0"}
    rehearsed = client.get("/gate/shouting/rehearsal", query_string=sent)
    assert "1 post would have been treated more strictly" in rehearsed.text
    assert in_force.settings()["shouting"].bounds == Bounds(review=0.6, hold=0.75)
    assert client.post("/gate/shouting", data=sent).status_code == 303
    assert in_force.settings()["shouting"].bounds == Bounds(review=0.4, hold=0.5)
    refused = client.post("/gate/shouting", data=sent | {"hold": "many"})
    assert refused.status_code == 422
    assert 'value="many"' in refused.text
    assert client.post("/gate/shouting", data={"usual": "1"}).status_code == 303
    assert in_force.settings()["shouting"].bounds == Bounds(review=0.6, hold=0.75)


def test_the_gate_is_no_page_for_members(client: FlaskClient, sign_in: SignIn, alice: Actor) -> None:
    assert client.get("/gate").status_code == 401 or client.get("/gate").status_code == 302
    sign_in(client, alice)
    assert client.get("/gate").status_code == 403


@pytest.mark.parametrize("address", ["", "?hold=0.9", "?review=0.3&hold=0.9"])
def test_an_address_that_names_some_bounds_keeps_the_others(
    client: FlaskClient, sign_in: SignIn, carol: Actor, address: str
) -> None:
    sign_in(client, carol)
    assert client.get(f"/gate/spam/rehearsal{address}").status_code == 200


def test_a_bound_in_the_address_that_is_no_number_is_named(
    client: FlaskClient, sign_in: SignIn, carol: Actor
) -> None:
    sign_in(client, carol)
    answer = client.get("/gate/spam/rehearsal?hold=soon")
    assert answer.status_code == 422
    assert "A bound is a number" in answer.text
