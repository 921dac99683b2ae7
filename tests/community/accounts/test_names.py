"""What members may be called, and where a page may send them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.accounts import rules
from community.kernel.errors import Invalid

LETTERS = "abcXYZ0189._-äßжω林李"


@pytest.mark.parametrize(
    "name", ["mei", "Lin.Wei", "小林", "李小龙", "rooty", "badminton", "a-1", "Jürgen", "x" * 30]
)
def test_ordinary_names_are_taken_as_they_are(name: str) -> None:
    assert rules.checked_name(name) == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "al",
        "李",
        "x" * 31,
        "a b",
        "a/b",
        "a..b",
        ".ab",
        "ab-",
        "a@b.c",
        "<b>",
        "mei\u202e",
        "a\x00b",
        "😀😀😀",
    ],
)
def test_names_that_do_not_fit_an_address_or_hide_something_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked_name(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "name",
    [
        "admin",
        "Adm1n",
        "аdmin",
        "ADMIN2",
        "support-team",
        "the.moderator",
        "staff9",
        "me.",
        "官方客服",
        "系统",
        "Huzhu",
        "former-member-12",
        "FormerMember.l2",
    ],
)
def test_names_that_speak_for_the_site_are_refused_in_every_look(name: str) -> None:
    with pytest.raises(Invalid):
        rules.checked_name(name)


def test_the_name_of_the_site_is_refused_and_the_owner_may_take_any() -> None:
    with pytest.raises(Invalid):
        rules.checked_name("Nordlicht", site_name="Nordlicht")
    assert rules.checked_name("admin", reserved_too=True) == "admin"


@pytest.mark.parametrize(
    ("one", "other"), [("alice", "a1ice"), ("Mei.Lin", "meilin"), ("сarol", "carol"), ("ｂｏｂ", "bob")]
)
def test_names_that_look_alike_share_a_key(one: str, other: str) -> None:
    assert rules.name_key(one) == rules.name_key(other)


@given(st.text(alphabet=LETTERS, max_size=34))
def test_a_name_that_was_taken_is_taken_again_unchanged(name: str) -> None:
    try:
        kept = rules.checked_name(name)
    except Invalid:
        return
    assert rules.checked_name(kept) == kept
    assert rules.name_key(kept)
    assert "/" not in kept
    assert ".." not in kept


@pytest.mark.parametrize(
    "address", ["mei@example.com", "MEI@Example.COM", "o'neil+tag@mail.example.org", "用户@例子.中国"]
)
def test_addresses_of_every_kind_are_taken(address: str) -> None:
    assert rules.checked_email(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mei",
        "mei@",
        "@example.com",
        "a@b",
        "a@b\nBcc: c@d.com",
        "a" * 250 + "@example.com",
        "a b@example.com",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked_email(address)
    assert refused.value.field == "email"


def test_one_mailbox_has_one_key() -> None:
    assert rules.email_key(" Mei@Example.com") == rules.email_key("mei@example.COM")
    assert rules.email_key("ＭＥＩ@example.com") == rules.email_key("mei@example.com")
    assert rules.email_key("mei@STRAẞE.example") == rules.email_key("mei@straße.example")


@pytest.mark.parametrize(("one", "other"), [("straße", "strasse"), ("οδος", "οδοσ")])
def test_two_hosts_whose_names_fold_alike_have_two(one: str, other: str) -> None:
    assert rules.email_key(f"mei@{one}.example") != rules.email_key(f"mei@{other}.example")


@pytest.mark.parametrize("path", ["/", "/questions/1/slug?page=2", "/tags/网络", "/search?q=a//b"])
def test_own_paths_are_followed(path: str) -> None:
    assert rules.own_path(path, "no") == path


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/%2fevil.example",
        "/%5Cevil.example",
        "/%09/evil.example",
        "/\t/evil.example",
        "\n//evil.example",
        "https://evil.example",
        "https:evil.example",
        "evil.example",
        "javascript:alert(1)",
        "/／evil.example",
        " /ok",
    ],
)
def test_no_spelling_of_another_site_is_followed(target: str | None) -> None:
    assert rules.own_path(target, "no") == "no"


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "ftp://a.example", "https://u:p@a.example", "https://a b.example", "x"]
)
def test_a_website_is_a_web_address(address: str) -> None:
    with pytest.raises(Invalid):
        rules.checked_website(address)


def test_a_website_without_its_scheme_gets_one() -> None:
    assert rules.checked_website("mei.example/about") == "https://mei.example/about"
    assert rules.checked_website(" ") == ""


def test_a_shown_name_may_not_pretend_to_be_staff() -> None:
    with pytest.raises(Invalid):
        rules.checked_display_name("Support Team", name="mei", is_staff=False)
    assert rules.checked_display_name("Support Team", name="dave", is_staff=True) == "Support Team"
    assert rules.checked_display_name("  ", name="mei", is_staff=False) == "mei"


@given(st.sampled_from(rules.Crop), st.integers(1, 4000), st.integers(1, 4000))
def test_a_crop_lies_inside_its_picture(crop: rules.Crop, width: int, height: int) -> None:
    left, top, share = crop.square(width, height)
    side = share * width
    assert 0 <= left * width <= width - side + 1e-6
    assert 0 <= top * height <= height - side + 1e-6
