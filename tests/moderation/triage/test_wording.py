"""What a finding quotes stands there as its author wrote it."""

import pytest

from moderation.triage.normalise import fold
from moderation.triage.records import Message
from moderation.triage.scores import Scores
from moderation.triage.wording import Wording


@pytest.mark.parametrize(
    ("text", "spelt"),
    [
        ("You are SUCH an IDIOT, honestly.", "SUCH an IDIOT"),
        ("你真是个ＩＤＩＯＴ，走开", "ＩＤＩＯＴ"),
        ("DHCPv6 over PPPoE", "DHCPv6 over PPPoE"),
        ("this is soooooo stupid", "soooooo stupid"),
        ("shut\n  up", "shut\n  up"),
        ("“don’t”", "don’t"),
    ],
)
def test_a_quote_is_found_as_it_was_spelt(text: str, spelt: str) -> None:
    assert Wording(text).as_written(" ".join(fold(spelt).split())) == spelt


def test_what_stands_nowhere_and_long_numbers_stay_as_the_detector_said_them() -> None:
    assert Wording("Selling is what we do now.").as_written("sell now") == "sell now"
    assert Wording("Call me at 1990 000 0123 now").as_written("at 0000 000") == "at 0000 000"


def test_a_detector_quotes_the_author() -> None:
    score = Scores(Message(text="You are such an IDIOT, and your answer is USELESS RUBBISH."))["abuse"]
    assert "IDIOT" in " ".join(score.evidence)
