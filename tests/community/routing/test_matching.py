"""Helpers are ranked by what they did, and by nothing that came later."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.routing.matching import Deed, ranked, tag_weights

NOW = datetime(2026, 6, 1, tzinfo=UTC)
WEIGHTS = tag_weights(["mesh", "wifi"], {"mesh": 5, "wifi": 500}, 1000)


def deed(member_id: int, days_ago: float, tags: str = "mesh", **given: object) -> Deed:
    return Deed(
        member_id=member_id,
        given_at=NOW - timedelta(days=days_ago),
        tags=frozenset(tags.split()),
        **given,  # type: ignore[arg-type]
    )


def order(deeds: list[Deed], lang: str = "en") -> list[int]:
    return [match.member_id for match in ranked(deeds, WEIGHTS, lang, NOW)]


def test_a_record_in_the_tag_comes_before_one_elsewhere() -> None:
    assert order([deed(1, 5, "cable"), deed(2, 5, "mesh")]) == [2, 1]


def test_a_rare_tag_tells_more_than_a_common_one() -> None:
    assert order([deed(1, 5, "wifi"), deed(2, 5, "mesh")]) == [2, 1]


def test_who_is_around_comes_before_who_left_long_ago() -> None:
    assert order([deed(1, 900), deed(1, 901), deed(2, 3)]) == [2, 1]


def test_answers_that_helped_count_more() -> None:
    assert order([deed(1, 5, ratings=4, stars=4), deed(2, 5, ratings=4, stars=20, accepted=True)]) == [2, 1]


def test_who_speaks_the_language_comes_first() -> None:
    assert order([deed(1, 5), deed(2, 5, lang="zh-Hans")], lang="zh-Hans") == [2, 1]


def test_a_community_that_fell_silent_is_judged_by_its_last_days() -> None:
    assert order([deed(1, 3000, "cable"), deed(2, 3000), deed(3, 3900)]) == [2, 1, 3]


def test_the_reasons_are_the_record() -> None:
    (match,) = ranked(
        [deed(1, 5, ratings=2, stars=9, accepted=True), deed(1, 50, "mesh wifi")], WEIGHTS, "en", NOW
    )
    assert (match.answers, match.lately) == (2, 1)
    assert match.records["mesh"].answers == 2
    assert match.records["mesh"].mean == 4.5
    assert match.records["wifi"].accepted == 0


DEEDS = st.lists(
    st.builds(
        deed,
        st.integers(1, 6),
        st.floats(0.001, 800),
        st.sampled_from(["mesh", "wifi", "mesh wifi", "cable"]),
        accepted=st.booleans(),
    ),
    max_size=12,
)


@given(DEEDS, DEEDS)
def test_what_comes_later_changes_nothing(before: list[Deed], others: list[Deed]) -> None:
    later = [
        Deed(member_id=each.member_id, given_at=NOW + (NOW - each.given_at), tags=each.tags)
        for each in others
    ]
    assert ranked(before + later, WEIGHTS, "en", NOW) == ranked(before, WEIGHTS, "en", NOW)


@given(DEEDS)
def test_one_more_answer_in_the_tag_never_costs_a_place(deeds: list[Deed]) -> None:
    places = {match.member_id: place for place, match in enumerate(ranked(deeds, WEIGHTS, "en", NOW))}
    after = ranked([*deeds, deed(1, 2)], WEIGHTS, "en", NOW)
    place = [match.member_id for match in after].index(1)
    assert place <= places.get(1, len(places))
