"""The content of the demonstration: readable, complete, in both languages, and refused where it is wrong."""

import shutil
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.imports.demonstration.moments import scatter, span
from community.imports.demonstration.reader import CONTENT, read
from community.imports.demonstration.script import ContentError, Deed, Script, Verb
from community.kernel.text import detect_language

NOW = timedelta(0)
STAFF = ("admin", "agent", "specialist", "moderator")


@pytest.fixture(scope="module")
def script() -> Script:
    return read()


def deeds_of(script: Script, verb: Verb) -> list[Deed]:
    return [deed for deed in script.deeds if deed.verb is verb]


@given(st.integers(0, 400), st.integers(0, 23), st.integers(0, 59))
def test_a_span_reads_as_it_was_written(days: int, hours: int, minutes: int) -> None:
    assert span(f"-{days}d {hours}h {minutes}m") == -timedelta(days=days, hours=hours, minutes=minutes)


@pytest.mark.parametrize("text", ["", "-", "soon", "3", "3 days", "4h 3d", "--2d"])
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="span of time"):
        span(text)


@given(st.text(), st.integers(1, 200_000), st.integers(1, 5_000))
def test_a_scattered_deed_falls_between_its_cause_and_now(key: str, minutes_ago: int, window: int) -> None:
    earliest = -timedelta(minutes=minutes_ago)
    moment = scatter(key, earliest, timedelta(minutes=window))
    assert earliest <= moment < NOW
    assert moment - earliest <= timedelta(minutes=window)
    assert moment == scatter(key, earliest, timedelta(minutes=window))


def test_both_languages_have_as_many_questions(script: Script) -> None:
    languages = Counter(
        detect_language(deed.words["title"] + deed.words["body"]) for deed in deeds_of(script, Verb.ASK)
    )
    assert languages["en"] >= 24
    assert languages["zh-Hans"] >= 24


def test_the_cast_is_large_and_mixed(script: Script) -> None:
    roles = Counter(person.role for person in script.people)
    assert len(script.people) >= 30
    assert roles["agent"] == roles["specialist"] == 2
    assert roles["admin"] == 1
    assert roles["moderator"] >= 2


def test_every_kind_of_deed_is_shown(script: Script) -> None:
    shown = {deed.verb for deed in script.deeds}
    assert shown >= set(Verb) - {Verb.APPROVE, Verb.LOOK_AT_CLOCK}


def test_answers_come_in_every_number_up_to_twelve(script: Script) -> None:
    counts = Counter(deed.thread for deed in deeds_of(script, Verb.ANSWER))
    assert max(counts.values()) == 12
    assert {1, 2, 3} <= set(counts.values())


def test_one_question_was_solved_by_two_answers(script: Script) -> None:
    accepted = Counter(deed.thread for deed in deeds_of(script, Verb.ACCEPT))
    assert max(accepted.values()) == 2


def test_every_number_of_stars_is_given(script: Script) -> None:
    assert {deed.stars for deed in deeds_of(script, Verb.RATE)} == {1, 2, 3, 4, 5}


def test_every_tag_is_used_and_explained_twice(script: Script) -> None:
    used = {tag for deed in deeds_of(script, Verb.ASK) for tag in deed.tags}
    assert used == {subject.name for subject in script.subjects}
    assert all(detect_language(subject.excerpt_zh) == "zh-Hans" for subject in script.subjects)
    assert all(detect_language(subject.excerpt) == "en" for subject in script.subjects)


def test_the_place_is_alive_and_has_a_past(script: Script) -> None:
    asked = sorted(deed.moment for deed in deeds_of(script, Verb.ASK))
    assert asked[0] < -timedelta(days=180)
    assert sum(moment > -timedelta(days=7) for moment in asked) >= 15
    assert sum(moment > -timedelta(hours=6) for moment in asked) >= 4


def test_some_wait_less_than_two_hours_and_some_longer(script: Script) -> None:
    answered = {deed.thread for deed in deeds_of(script, Verb.ANSWER)}
    waiting = [
        deed.moment
        for deed in deeds_of(script, Verb.ASK)
        if deed.thread not in answered and deed.thread not in script.expectations
    ]
    assert sum(moment > -timedelta(hours=2) for moment in waiting) >= 2
    assert sum(-timedelta(hours=5) < moment < -timedelta(hours=2) for moment in waiting) >= 2


def test_staff_stay_calm(script: Script) -> None:
    staff = {person.name for person in script.people if person.role in STAFF}
    spoken = [
        deed.words[part]
        for deed in script.deeds
        if deed.actor in staff
        for part in ("title", "body", "note")
        if part in deed.words
    ]
    spoken += [text for canned in script.canned for text in (canned.en, canned.zh)]
    assert not [text for text in spoken if "!" in text or "！" in text]


def test_deeds_stand_in_order_of_time(script: Script) -> None:
    moments = [deed.moment for deed in script.deeds]
    assert moments == sorted(moments)
    assert moments[-1] <= NOW


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.mark.parametrize(
    ("found", "put", "complaint"),
    [
        ('by = "kofi"', 'by = "nobody"', "no member 'nobody'"),
        ('after = "12m"', 'after = "later"', "no span of time"),
        ('stars = "1: kofi marguerite"', 'stars = "6: kofi"', "stars run from 1 to 5"),
        ('stars = "1: kofi marguerite"', 'stars = "1: hank"', "rates their own answer"),
        ('stars = "1: kofi marguerite"', 'stars = "1: kofi kofi"', "rates twice"),
        ('tags = ["mesh", "app"]', 'tags = ["mash"]', "no tag 'mash'"),
        ('do = "duplicate"', 'do = "vanish"', "nobody can do 'vanish'"),
        ('of = "firmware-420"', 'of = "nowhere"', "no earlier thread 'nowhere'"),
        ('key = "sticky-phone"', 'key = "night-drops"', "taken"),
        ('at = "-34m"', 'at = "34m"', "in the future"),
        ('at = "-79d 5h"', 'at = "-179d"', "not yet a member"),
        ('note = "A title', 'notes = "A title', "unknown field 'notes'"),
        ("[[thread]]", "[[thread]", "en-mesh.toml"),
    ],
)
def test_a_mistake_in_the_content_is_named_with_its_place(
    copied: Path, found: str, put: str, complaint: str
) -> None:
    path = copied / "threads" / "en-mesh.toml"
    text = path.read_text(encoding="utf-8")
    assert found in text
    path.write_text(text.replace(found, put, 1), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as raised:
        read(copied)
    assert "en-mesh.toml" in str(raised.value)


def test_a_missing_file_is_named(copied: Path) -> None:
    (copied / "tags.toml").unlink()
    with pytest.raises(ContentError, match=r"tags\.toml: the file is missing"):
        read(copied)


def test_whoever_has_to_do_with_an_article_has_joined_before(script: Script) -> None:
    joined = {person.name: person.joined for person in script.people}
    told = deeds_of(script, Verb.ARTICLE)
    assert len(told) >= 3
    for deed in told:
        words = deed.words
        who = [deed.actor, words["publisher"], words["zh_by"], words["zh_publisher"]]
        for name in (*who, *words["helped"].split(), *words["missed"].split()):
            assert joined[name] < deed.moment, (deed.target, name)
        assert detect_language(words["steps"]) == "en"
        assert detect_language(words["zh_steps"]) == "zh-Hans"
