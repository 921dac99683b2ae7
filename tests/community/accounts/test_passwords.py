"""Which passwords are taken, and how they are kept."""

import pytest
from argon2 import PasswordHasher, extract_parameters
from hypothesis import given, settings
from hypothesis import strategies as st

from community.accounts import hashing, passwords
from community.kernel.errors import Invalid

GUESSED_FIRST = (
    "password password1 P@ssw0rd! qwerty123 12345678 iloveyou1 1q2w3e4r 19900101 aaaaaaaa abcabcabc football1 "
    "sunshine1 trustno1 princess woaini1314 qwer1234 letmein1 admin123 zaq12wsx 1qaz2wsx 11223344 123456789a "
    "88888888 5201314520 asdf1234 superman charlie1 baseball monkey123 passw0rd 87654321 welcome1 changeme "
    "q1w2e3r4 aa123456 abcd1234 asdfasdf 147258369 woaini520 wang1234 ｐａｓｓｗｏｒｄ 我的密码123 starwars!"
).split()


@pytest.mark.parametrize("password", GUESSED_FIRST)
def test_what_guessers_try_first_is_refused(password: str) -> None:
    assert passwords.is_guessed_first(password)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "83920174",
        "我喜欢吃苹果和梨",
        "xkqvzjwp",
        "dots. between. words",
        "🦙🐈🌙☕🍐🚲🎻🧭",
        "p9$Lm2@x",
    ],
)
def test_others_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert passwords.checked_password(password) == password


def test_length_counts_in_characters() -> None:
    for wrong in ("short7c", "x9k" * 86):
        with pytest.raises(Invalid):
            passwords.checked_password(wrong)
    assert passwords.checked_password("".join(chr(0x4E00 + number) for number in range(256)))


@pytest.mark.parametrize(
    "password", ["mei.lin.2024", "MeiLin!!", "mei@example.com", "Nordlicht1", "mei12345"]
)
def test_names_and_addresses_make_no_password(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.checked_password(password, ["Mei.Lin", "mei@example.com", "Nordlicht"])


def test_a_name_within_a_longer_phrase_is_fine() -> None:
    assert passwords.checked_password("mei walks seven dogs", ["mei"])


@settings(max_examples=10, deadline=None)
@given(st.text(min_size=1, max_size=300), st.text(max_size=3))
def test_a_password_fits_itself_and_nothing_else(password: str, more: str) -> None:
    kept = hashing.hashed(password)
    assert hashing.fits(password, kept)
    assert hashing.fits(password + more, kept) == (
        passwords.normal(password + more) == passwords.normal(password)
    )


def test_composed_and_decomposed_letters_are_one_password() -> None:
    assert hashing.fits("cafe\u0301 au lait", hashing.hashed("caf\u00e9 au lait"))


def test_the_cost_is_at_least_what_is_recommended() -> None:
    cost = extract_parameters(hashing.hashed("whatever it is"))
    assert (cost.type.name, cost.memory_cost, cost.time_cost) == ("ID", 19 * 1024, 2)


def test_a_cheaper_hash_is_outdated_and_nothing_fits_nobody() -> None:
    assert hashing.is_outdated(PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("x"))
    assert not hashing.is_outdated(hashing.hashed("x"))
    assert not hashing.fits("nobody has this password", None)
    assert not hashing.fits("x", "not a hash")
