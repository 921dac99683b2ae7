"""Guessers wait, owners do not."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from community.accounts import guessing
from community.accounts.guessing import Failures, free_at

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
moments = st.lists(
    st.integers(0, 24 * 3600).map(lambda seconds: NOW - timedelta(seconds=seconds)), max_size=150
).map(sorted)


def ago(count: int, minutes: float = 1) -> list[datetime]:
    return [NOW - timedelta(minutes=minutes)] * count


def failures(**given: object) -> Failures:
    return Failures(**{"of_pair": [], "of_account": [], "of_address": [], **given})


def test_ten_tries_from_one_address_fill_the_window() -> None:
    assert free_at(failures(of_pair=ago(9)), NOW) is None
    assert free_at(failures(of_pair=ago(10)), NOW) == NOW + timedelta(minutes=14)


def test_twenty_tries_from_many_addresses_slow_strangers_but_not_a_known_address() -> None:
    many = ago(20)
    assert free_at(failures(of_account=many), NOW) is not None
    assert free_at(failures(of_account=many, known=True), NOW) is None


def test_a_hundred_in_a_day_leave_one_try_a_window() -> None:
    spread = [NOW - timedelta(minutes=14 * step - 4) for step in range(100, 0, -1)]
    assert free_at(failures(of_account=spread), NOW) == spread[-1] + guessing.WINDOW


def test_whoever_tries_all_day_from_everywhere_gets_a_hundred_tries_and_one_a_window_after() -> None:
    made: list[datetime] = []
    for minute in range(24 * 60):
        moment = NOW + timedelta(minutes=minute)
        if free_at(failures(of_account=made), moment) is None:
            made.append(moment)
    hundredth = made[guessing.TRIES_A_DAY - 1]
    assert hundredth > NOW + timedelta(minutes=60)
    assert len([moment for moment in made if moment > hundredth]) <= 24 * 4


def test_one_address_that_tries_many_accounts_is_slowed() -> None:
    assert free_at(failures(of_address=ago(50)), NOW) is not None
    assert free_at(failures(of_address=ago(49)), NOW) is None
    assert free_at(failures(of_address=ago(50), known=True), NOW) is None


@given(moments, moments, moments, st.booleans())
def test_nobody_waits_longer_than_a_window(
    pair: list[datetime], account: list[datetime], address: list[datetime], known: bool
) -> None:
    free = free_at(Failures(of_pair=pair, of_account=account, of_address=address, known=known), NOW)
    assert free is None or NOW < free <= NOW + guessing.WINDOW


@given(moments, moments)
def test_more_failures_never_shorten_the_wait(some: list[datetime], more: list[datetime]) -> None:
    before = free_at(failures(of_account=some), NOW) or NOW
    after = free_at(failures(of_account=sorted([*some, *more])), NOW) or NOW
    assert after >= before
