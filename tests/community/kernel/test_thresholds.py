"""A site sets single numbers within their ranges; a wrong one stops the start with a sentence."""

from pathlib import Path

import pytest

from community.kernel.config import Settings
from community.kernel.errors import SettingsError
from community.kernel.thresholds import RETIRED, THRESHOLDS, chosen, threshold, values_of
from tests.conftest import make_app


def test_numbers_that_are_named_differ_and_the_others_stay(tmp_path: Path) -> None:
    app = make_app(tmp_path, preset="mature", thresholds=" unanswered_minutes = 90,uploads_a_day=7, ")
    with app.app_context():
        assert (threshold("unanswered_minutes"), threshold("uploads_a_day")) == (90, 7)
        assert threshold("sanction_memory_days") == 365
        assert threshold("flag_young_days") == 14
    assert values_of("seed") == {each.slug: each.under("seed") for each in THRESHOLDS}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("patience=3", "no number called 'patience'"),
        ("uploads_a_day", "uploads_a_day must be a whole number from 1 to 1000"),
        ("uploads_a_day=0", "from 1 to 1000"),
        ("uploads_a_day=many", "from 1 to 1000"),
        ("uploads_a_day=nan", "from 1 to 1000"),
        ("uploads_a_day=1e400", "from 1 to 1000"),
        ("uploads_a_day=7.5", "uploads_a_day must be a whole number from 1 to 1000"),
        ("unanswered_minutes=90.5", "must be a whole number from 5 to 10080"),
        ("opinion_tokens_a_day=0.5", "must be a whole number from 0 to 100000000"),
        ("rating_prior_mean=5.5", "rating_prior_mean must be a number from 1 to 5"),
    ],
)
def test_a_wrong_number_stops_the_start(text: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match=said):
        chosen(text)
    monkeypatch.setenv("HUZHU_THRESHOLDS", text)
    with pytest.raises(SettingsError, match=f"HUZHU_THRESHOLDS: .*{said}"):
        Settings.from_env()


def test_a_number_of_an_earlier_release_stops_nothing() -> None:
    for name in RETIRED:
        assert name not in THRESHOLDS
        assert chosen(f"{name}=5, uploads_a_day=7") == {"uploads_a_day": 7}


def test_parts_are_taken_where_they_say_something() -> None:
    assert chosen("rating_prior_mean=3.75, flag_base=9.5, uploads_a_day=7.0") == {
        "rating_prior_mean": 3.75,
        "flag_base": 9.5,
        "uploads_a_day": 7,
    }
    in_parts = {each.slug for each in THRESHOLDS if each.in_parts}
    for each in THRESHOLDS:
        for value in (each.default, *each.presets.values()):
            assert float(value).is_integer() or each.slug in in_parts, each.slug


def test_every_preset_lies_within_the_range() -> None:
    for each in THRESHOLDS:
        for preset in ("seed", "growing", "mature"):
            assert each.least <= each.under(preset) <= each.most, each.slug
