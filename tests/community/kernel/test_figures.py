"""Numbers as the reader writes them."""

from datetime import time

import pytest
from flask import Flask

from community.kernel import figures
from community.kernel.languages import speaking


@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_numbers_are_written_as_both_languages_write_them(app: Flask, lang: str) -> None:
    with app.test_request_context(), speaking(lang):
        assert figures.number(1240) == "1,240"
        assert figures.number(4.04) == "4"
        assert figures.number(-6) == "\N{MINUS SIGN}6"
        assert figures.decimals(4) == "4.0"
        assert figures.decimals(0.125, 2) == "0.12"
        assert figures.percent(0.678) == "68%"
        assert figures.signed(1.26) == "+1.3"
        assert figures.signed(-1.26) == "\N{MINUS SIGN}1.3"
        assert figures.signed(0.04) == "0"


def test_a_number_for_a_form_has_a_point_and_no_more_signs_than_it_needs() -> None:
    assert [figures.typed(value) for value in (0.5, 2.0, 10)] == ["0.5", "2", "10"]


def test_a_time_of_day_needs_no_zone() -> None:
    assert [figures.clock_time(value) for value in (time(8), 22 * 60 + 5, 24 * 60)] == [
        "08:00",
        "22:05",
        "24:00",
    ]
