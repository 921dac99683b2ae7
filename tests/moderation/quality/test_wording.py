"""What a finding quotes stands there as its author wrote it."""

import pytest

from moderation.quality.wording import as_written
from moderation.triage.normalise import fold


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("You are SUCH an IDIOT, honestly.", "SUCH an IDIOT"),
        ("你真是个ＩＤＩＯＴ，走开", "ＩＤＩＯＴ"),
        ("Call me at 19900000123 now", "19900000123"),
        ("this is soooooo stupid", "soooooo stupid"),
        ("shut\n  up", "shut\n  up"),
        ("“don’t”", "don’t"),
    ],
)
def test_a_quote_is_found_as_it_was_spelt(text: str, spelt: str) -> None:
    assert as_written(" ".join(fold(spelt).split()), text) == spelt


def test_what_stands_nowhere_stays_as_the_detector_said_it() -> None:
    assert as_written("sell now", "Selling is what we do now.") == "sell now"
