"""What whoever runs the site should hear about its settings: names that nobody reads, halves of what needs two."""

import os
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from itertools import permutations
from typing import Final
from urllib.parse import unquote, urlsplit

from dotenv import dotenv_values

from community.kernel.config import Settings

PREFIX: Final = "HUZHU_"
# Variables of tests and measurements, which no site reads.
NOT_OF_SITES: Final = tuple(f"{PREFIX}{each}_" for each in ("TEST", "BENCH", "SOAK", "FAULT"))

# Either alone changes nothing: where to ask, and whom or as whom.
IN_PAIRS: Final = (("llm_url", "llm_model"), ("oidc_issuer", "oidc_client_id"))


def heard(settings: Settings) -> list[str]:
    """A sentence for each thing that starts all the same, and is hardly meant."""
    return [*_misspelt({*os.environ, *dotenv_values(".env")}), *_halves(settings), *_letters(settings)]


def _misspelt(names: Iterable[str]) -> Iterator[str]:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for name in sorted(names):
        written = name.upper()
        if written.startswith(PREFIX) and written not in known and not written.startswith(NOT_OF_SITES):
            near = get_close_matches(written, sorted(known), n=1, cutoff=0.75)
            yield f"{name} is no setting and changes nothing" + (f"; is {near[0]} meant?" if near else "")


def _halves(settings: Settings) -> Iterator[str]:
    for pair in IN_PAIRS:
        for name, other in permutations(pair):
            if getattr(settings, name) and not getattr(settings, other):
                yield f"{PREFIX}{name.upper()} changes nothing without {PREFIX}{other.upper()}"


def _letters(settings: Settings) -> Iterator[str]:
    parts = urlsplit(settings.smtp_url)
    if settings.own_address and "smtp_url" not in settings.model_fields_set:
        yield f"no letter leaves: HUZHU_SMTP_URL names no mail server, so they lie in {unquote(parts.path)}"
