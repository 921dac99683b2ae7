"""Numbers, shares and dates reach people through the filters of the kernel, which know the reader's language."""

import re
from pathlib import Path

import pytest

from tests.house.sources import here, templates
from tests.house.test_templates import text_of

RAW = {
    "a number with a format of its own; | decimals, | signed or | typed": re.compile(
        r"""["'][^"'{}\n]*%(?:[+0]\d*d|[+0]?\d*\.\d+[efg]|g)[^"'{}\n]*["']\s*\|\s*format"""
    ),
    "a share of a hundred by hand; | percent": re.compile(
        r"""\*\s*100\)?\s*\|\s*(?:round|number|int)[^}"'\n]*(?:\}\}|~\s*["'])\s*%|\)s ?%%(?=[\s"'])|100 \*[^}\n]*\}\} ?%"""
    ),
    "a date or time with a format of its own; | day, | exact, | month or | clock_time": re.compile(
        r"strftime|%Y-%m"
    ),
}


@pytest.mark.parametrize("path", templates(), ids=here)
def test_no_template_writes_numbers_or_dates_by_itself(path: Path) -> None:
    assert [f"{what}: {found}" for what, raw in RAW.items() for found in raw.findall(text_of(path))] == []


@pytest.mark.parametrize(
    "line",
    [
        '{{ "%.1f" | format(mean) }}',
        '{{ "%g" | format(bound) }}',
        '{{ "%+.1f" | format(bonus) }}',
        '{{ "%02d:00" | format(hour) }}',
        "{{ (share * 100) | round | int }} %",
        '{{ (share * 100) | round | int ~ " %" }}',
        '{{ _("%(share)s %% of them", share=share) }}',
        '{{ at.strftime("%H:%M") }}',
    ],
)
def test_what_is_looked_for_is_found(line: str) -> None:
    assert any(raw.search(line) for raw in RAW.values())


@pytest.mark.parametrize(
    "line", ['{{ "?page=%d" | format(page.number) }}', '<rect width="{{ (share * 100) | round(1) }}" />']
)
def test_addresses_and_drawings_are_left_alone(line: str) -> None:
    assert not any(raw.search(line) for raw in RAW.values())
