"""A file of learnt weights that is damaged is named in one line, and the others stay in use."""

from pathlib import Path

from flask import Flask

from moderation.learning import rules, services, wiring
from moderation.triage import corrections
from tests.moderation.learning.conftest import examples, run


def damaged(app: Flask) -> Path:
    """The folder of a site that has learnt two things, of which one cannot be read."""
    data_dir = Path(app.extensions["huzhu_settings"].data_dir)
    for slug in ("abuse", "spam"):
        services.keep(data_dir, rules.fit(slug, examples(20), made_on="2026-01-01"))
    folder = services.folder(data_dir)
    (folder / f"abuse{corrections.ENDING}").write_bytes(b"[1]\nnonsense")
    return folder


def test_the_status_names_it_and_is_no_traceback(app: Flask) -> None:
    damaged(app)
    told = run(app, "--status")
    assert told.exception is None or isinstance(told.exception, SystemExit), repr(told.exception)
    assert "abuse.correction" in told.output


def test_what_can_be_read_is_used_all_the_same(app: Flask) -> None:
    damaged(app)
    wiring.init_app(app)
    assert set(corrections.in_use()) == {"spam"}
