"""Laws of giving out cases: never too much, never to somebody absent, fair, the same each time."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from moderation.casework.rules import Choice, Lack, Matter, Worker, choose, plan

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
LANGS = ("en", "zh-Hans")
TEAMS = ("care", "accounts")
TOPICS = ("router", "wifi", "billing")

workers = st.lists(
    st.builds(
        Worker,
        member_id=st.integers(1, 12),
        tiers=st.sampled_from([frozenset({1}), frozenset({2}), frozenset({1, 2})]),
        teams=st.frozensets(st.sampled_from(TEAMS)),
        skills=st.frozensets(st.sampled_from(TOPICS)),
        languages=st.lists(st.sampled_from(LANGS), unique=True).map(tuple),
        capacity=st.integers(0, 4),
        open_count=st.integers(0, 4),
        last_assigned_at=st.none() | st.integers(1, 500).map(lambda hours: NOW - timedelta(hours=hours)),
        is_there=st.booleans(),
    ),
    max_size=8,
    unique_by=lambda worker: worker.member_id,
)
matters = st.lists(
    st.builds(
        Matter,
        case_id=st.integers(1, 500),
        tier=st.sampled_from([1, 2]),
        team=st.sampled_from(TEAMS),
        lang=st.sampled_from(LANGS),
        topics=st.frozensets(st.sampled_from(TOPICS)),
    ),
    max_size=20,
    unique_by=lambda matter: matter.case_id,
)


@given(matters, workers)
def test_nobody_gets_more_than_they_can_carry_or_anything_while_absent(
    cases: list[Matter], crew: list[Worker]
) -> None:
    got = Counter(choice.member_id for _case, choice in plan(cases, crew, NOW).given)
    for worker in crew:
        assert got[worker.member_id] <= max(0, worker.capacity - worker.open_count)
        if not worker.is_there:
            assert not got[worker.member_id]


@given(matters, workers)
def test_every_case_is_given_or_left_with_a_reason_and_always_in_the_same_way(
    cases: list[Matter], crew: list[Worker]
) -> None:
    found = plan(cases, crew, NOW)
    assert sorted([each for each, _ in found.given] + [each for each, _ in found.left]) == sorted(
        each.case_id for each in cases
    )
    assert plan(cases, list(reversed(crew)), NOW) == found


@given(
    st.builds(Matter, case_id=st.just(1), tier=st.just(1), team=st.just("care"), lang=st.sampled_from(LANGS)),
    workers,
)
def test_who_speaks_the_language_comes_before_all_who_did_not_say_and_others_never(
    matter: Matter, crew: list[Worker]
) -> None:
    found = choose(matter, crew)
    if isinstance(found, Lack):
        return
    chosen = next(each for each in crew if each.member_id == found.member_id)
    assert not chosen.languages or matter.lang in chosen.languages
    able = [
        each
        for each in crew
        if matter.tier in each.tiers
        and (not each.teams or matter.team in each.teams)
        and each.is_there
        and each.open_count < each.capacity
    ]
    if any(matter.lang in each.languages for each in able):
        assert matter.lang in chosen.languages
    if any(each.languages[:1] == (matter.lang,) for each in able):
        assert chosen.languages[0] == matter.lang


@given(st.integers(1, 7), st.integers(0, 40))
def test_among_equals_counts_differ_by_one_at_most(people: int, number: int) -> None:
    crew = [Worker(member_id=each, tiers=frozenset({1}), capacity=100) for each in range(1, people + 1)]
    cases = [Matter(case_id=each, tier=1, team="care", lang="en") for each in range(number)]
    got = Counter(choice.member_id for _case, choice in plan(cases, crew, NOW).given)
    counts = [got[each.member_id] for each in crew]
    assert sum(counts) == number
    assert max(counts) - min(counts) <= 1


def test_whoever_knows_the_topic_and_waited_longest_gets_it_with_the_facts() -> None:
    matter = Matter(case_id=1, tier=1, team="care", lang="zh-Hans", topics=frozenset({"router"}))
    plain = Worker(member_id=1, tiers=frozenset({1}), languages=("zh-Hans",))
    knowing = replace(plain, member_id=2, skills=frozenset({"router"}), open_count=1, last_assigned_at=NOW)
    waited = replace(knowing, member_id=3, last_assigned_at=NOW - timedelta(hours=1))
    found = choose(matter, [plain, knowing, waited])
    assert found == Choice(3, (("speaks", "zh-Hans"), ("knows", "router"), ("load", "2/8")))


def test_it_says_why_nobody_gets_a_case() -> None:
    matter = Matter(case_id=1, tier=1, team="care", lang="zh-Hans")
    one = Worker(member_id=1, tiers=frozenset({1}), languages=("zh-Hans",))
    assert choose(matter, []) is Lack.NO_TIER
    assert choose(matter, [replace(one, teams=frozenset({"accounts"}))]) is Lack.NO_TIER
    assert choose(matter, [replace(one, is_there=False)]) is Lack.NOBODY_THERE
    assert choose(matter, [replace(one, languages=("en",))]) is Lack.NO_LANGUAGE
    assert choose(matter, [replace(one, open_count=8)]) is Lack.FULL
