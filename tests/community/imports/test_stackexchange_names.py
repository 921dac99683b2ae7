"""Everyone in a dump gets a name that the site's rules allow and that looks like nobody else's."""

from hypothesis import given
from hypothesis import strategies as st

from community.accounts.rules import checked_name, name_key
from community.imports.stackexchange.names import Names

shown = st.one_of(
    st.text(max_size=60),
    st.sampled_from(
        ["Ada", "ada", "ADA", "Аda", "admin", "Support", "水壶", "", "...", "a", "🙂", "Moderator 7"]
    ),
)


@given(st.lists(shown, max_size=30))
def test_names_are_allowed_and_differ_in_their_looks(people: list[str]) -> None:
    names = Names(set(), "Huzhu")

    given_out = [names.take(name, number) for number, name in enumerate(people, 1)]

    looks = [look for _, look in given_out]
    assert len(set(looks)) == len(people)
    assert [checked_name(name, site_name="Huzhu") for name, _ in given_out] == [name for name, _ in given_out]
    assert [name_key(name) for name, _ in given_out] == looks


@given(shown, st.integers(min_value=-5, max_value=10**9))
def test_a_name_that_is_taken_is_not_given_again(name: str, number: int) -> None:
    first, look = Names(set(), "Huzhu").take(name, number)
    second, other = Names({look}, "Huzhu").take(name, number)

    assert look != other
    assert first != second


def test_a_name_that_speaks_for_the_company_is_not_given() -> None:
    assert Names(set(), "Huzhu").take("Official Support", 12)[0] == "member-12"


def test_the_robot_is_no_member_number_one() -> None:
    names = Names(set(), "Huzhu")

    assert names.take("Community", -1)[0] == "Community"
    assert names.take("!", 1)[0] == "member-1"
    assert names.take("?", -1)[0] == "robot-1"
