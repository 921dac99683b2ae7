"""Laws of the moves: whatever anybody tries, nobody gets further than they may."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gamification.licences.rules import (
    HELD,
    MOVES,
    OWN,
    Act,
    Needs,
    State,
    after,
    again_at,
    missing,
    open_to,
    share_looked_at,
)

acts = st.lists(st.sampled_from(Act), max_size=30)
states = st.sampled_from([None, *State])


def walk(tried: list[Act]) -> list[tuple[Act, State]]:
    """The moves that were possible, with where each led."""
    state: State | None = None
    made = []
    for act in tried:
        to = after(act, state)
        if to is not None:
            made.append((act, to))
            state = to
    return made


@given(acts)
def test_nobody_holds_a_licence_without_application_and_approval(tried: list[Act]) -> None:
    made = walk(tried)
    since = max((place for place, (act, _) in enumerate(made) if act is Act.APPLY), default=None)
    if made and made[-1][1] in HELD:
        assert since is not None
        assert Act.APPROVE in [act for act, _ in made[since:]]


@given(acts)
def test_a_senior_was_licensed_just_before_and_a_licensed_one_on_probation(tried: list[Act]) -> None:
    states = [state for _, state in walk(tried)]
    for before, now in pairwise(states):
        if now is State.SENIOR:
            assert before is State.LICENSED
        if now is State.LICENSED:
            assert before is State.PROBATION


@given(acts)
def test_a_member_alone_never_gets_beyond_an_application(tried: list[Act]) -> None:
    own = walk([act for act in tried if act in OWN])
    assert {state for _, state in own} <= {State.APPLIED, State.RESIGNED}


@given(states, st.sampled_from(Act))
def test_every_move_leads_elsewhere_and_is_offered_to_one_side_only(state: State | None, act: Act) -> None:
    assert after(act, state) != state or after(act, state) is None
    offered = (act in open_to(state, staff=True), act in open_to(state, staff=False))
    assert sum(offered) == (after(act, state) is not None)


def test_every_state_can_be_reached_and_left() -> None:
    reached = {to for moves in MOVES.values() for to in moves.values()}
    left = {before for moves in MOVES.values() for before in moves}
    assert reached == set(State)
    assert left == {None, *State}


@given(st.sampled_from(State), st.floats(0, 1))
def test_drafts_are_written_by_holders_only_and_never_less_looked_at_than_a_seniors(
    state: State, sampled: float
) -> None:
    share = share_looked_at(state, sampled)
    assert (share is None) == (state not in HELD)
    if share is not None:
        assert share == (sampled if state is State.SENIOR else 1)


@given(st.integers(0, 4), st.integers(1, 50), st.integers(0, 4), st.integers(0, 80))
def test_nothing_is_missing_exactly_where_both_bars_are_met(
    wanted: int, answers: int, level: int, have: int
) -> None:
    lacks = missing(Needs(wanted, answers), level, have)
    assert lacks.nothing == (level >= wanted and have >= answers)
    assert missing(Needs(wanted, answers), max(level, wanted), have + lacks.answers).nothing


@given(st.sampled_from(State))
def test_only_a_refusal_makes_one_wait(state: State) -> None:
    at = datetime(2026, 3, 1, tzinfo=UTC)
    expected = at + timedelta(days=30) if state is State.REFUSED else None
    assert again_at(state, at, timedelta(days=30)) == expected
