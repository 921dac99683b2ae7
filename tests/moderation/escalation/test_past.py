"""Laws of what the past says: hardness of similar questions, repeated contact, rising tone, feigned anger, reach."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from moderation.escalation import past, rules
from moderation.escalation.past import Contact, Past, Similar
from moderation.escalation.rules import Facts
from moderation.triage import priority
from moderation.triage.records import Priority, Score

UNIT = st.floats(0, 1)
HARD = Similar(to_specialists=True, waited=timedelta(hours=1))
EASY = Similar(waited=timedelta(minutes=10))
SIMILAR = st.builds(
    Similar,
    to_staff=st.booleans(),
    to_specialists=st.booleans(),
    waited=st.none() | st.timedeltas(timedelta(), timedelta(days=9)),
)
CONTACTS = st.builds(Contact, ago=st.timedeltas(timedelta(), timedelta(days=20)), alike=UNIT, anger=UNIT)
BANDS = list(Priority)


@given(text=UNIT, similar=st.lists(SIMILAR, max_size=8), helpers=st.none() | st.integers(0, 50))
def test_one_more_that_went_to_specialists_never_makes_a_question_easier(
    text: float, similar: list[Similar], helpers: int | None
) -> None:
    known = Past(similar=tuple(similar), helpers=helpers)
    more = replace(known, similar=(*known.similar, HARD))
    if len(similar) >= past.FEWEST_SIMILAR:
        assert past.with_history(text, more).value >= past.with_history(text, known).value - 1e-9


@given(text=UNIT)
def test_without_a_past_the_text_alone_speaks(text: float) -> None:
    told = past.with_history(text, Past())
    assert abs(told.value - text) < 1e-3
    assert told.sentences == ()


def test_the_evidence_says_it_in_numbers() -> None:
    told = past.with_history(0.4, Past(similar=(HARD, HARD, EASY, HARD, HARD)))
    assert told.value >= 0.5
    assert "4 of 5 similar questions went to specialists" in told.sentences


def test_easy_neighbours_hold_back_a_doubtful_text_but_never_a_clear_one() -> None:
    known = Past(similar=(EASY,) * 8)
    assert past.with_history(0.55, known).value < 0.5
    assert past.with_history(0.9, known).value >= 0.5


@given(contacts=st.lists(CONTACTS, max_size=8), one=CONTACTS)
def test_one_more_contact_never_looks_like_fewer(contacts: list[Contact], one: Contact) -> None:
    quiet = replace(one, anger=0.0, ago=timedelta(days=1))
    calm = [replace(each, anger=0.0) for each in contacts]
    fewer, more = (past.repeated(Past(contacts=tuple(some))) for some in (calm, [*calm, quiet]))
    assert 0 <= fewer.value <= more.value <= 1


def test_who_asks_a_third_time_about_the_same_is_seen_and_who_asks_twice_about_others_is_not() -> None:
    same = Contact(ago=timedelta(days=1), alike=0.7)
    other = Contact(ago=timedelta(days=1), alike=0.1)
    assert past.repeated(Past(contacts=(same, same))).value >= 0.5
    assert past.repeated(Past(contacts=(same,))).value < 0.5
    assert past.repeated(Past(contacts=(other, other))).value < 0.5
    assert past.repeated(Past(contacts=(replace(same, ago=timedelta(days=9)),) * 4)).value == 0.0


def test_a_tone_that_rises_is_told() -> None:
    contacts = tuple(
        Contact(ago=timedelta(days=day), alike=0.7, anger=anger)
        for day, anger in ((1, 0.8), (2, 0.4), (3, 0.1))
    )
    assert past.TONE in past.repeated(Past(contacts=contacts)).sentences


def test_the_same_angry_form_again_and_again_is_no_angry_complaint_unless_it_complains() -> None:
    form = Contact(ago=timedelta(days=1), alike=0.95, anger=0.9)
    known = Past(contacts=(form, form), returned=0)
    facts = Facts(scores={"anger": Score(0.9, ("grr",))}, past=known)
    assert rules.angry_complaint(facts) is None
    complains = replace(facts, scores={**facts.scores, "complaint": Score(0.8)})
    assert rules.angry_complaint(complains) is not None
    assert rules.angry_complaint(replace(facts, past=Past())) is not None


@given(followers=st.integers(-5, 10**15), level=st.integers(-3, 99), more=st.integers(0, 10**6))
def test_reach_grows_with_followers_and_level_and_stays_within_bounds(
    followers: int, level: int, more: int
) -> None:
    reach = priority.influence(followers, level)
    assert 0 <= reach <= priority.influence(followers + more, level + 1) <= 1


@given(
    severity=UNIT,
    anger=UNIT,
    waited=st.floats(0, 9000),
    followers=st.integers(0, 10**9),
    level=st.integers(0, 10),
)
def test_reach_moves_by_one_band_and_three_days_of_waiting_overtake_it(
    severity: float, anger: float, waited: float, followers: int, level: int
) -> None:
    def band(reach: float, minutes: float) -> int:
        found = priority.band(severity=severity, anger=anger, waited_minutes=minutes, influence=reach)
        return BANDS.index(found)

    known = priority.influence(followers, level)
    assert 0 <= band(0.0, waited) - band(known, waited) <= 1
    assert band(0.0, waited + 3 * 1440) <= band(known, waited)
