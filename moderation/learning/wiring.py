"""Puts in use what the site has learnt, when it starts, and says so in the log."""

import logging

from flask import Flask

from community.kernel.furnish import settings_of
from moderation.learning import services
from moderation.triage import corrections

_log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Load the kept corrections; one that cannot be read is left out and named."""
    kept, wrong = services.kept(settings_of(app).data_dir)
    for each in wrong:
        _log.warning("shipped weights are used: %s", each)
    corrections.use(kept)
    for slug, correction in kept.items():
        _log.info(
            "%s is corrected by %d decisions, made on %s", slug, correction.decisions, correction.made_on
        )
