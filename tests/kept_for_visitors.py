"""Visits to a page that is kept for those who have no account: they cost little, and are told what changed at once."""

from collections.abc import Callable
from datetime import datetime
from unittest.mock import patch

from flask import Flask

from community.kernel import clock, kept, page_cache
from community.kernel.unit_of_work import unit_of_work
from tests.community.reading.test_kept_pages import visit
from tests.community.reading.test_profile_statements import statements

MOST = 2
quick = patch.object(kept, "SLOW_SECONDS", 60)  # what takes long here, on a large site, may be a minute old


def warm(app: Flask, path: str) -> bytes:
    """What the second who comes sees, for two statements at most."""
    app.config["WTF_CSRF_ENABLED"] = True  # a form that nobody sees would set a cookie
    first = visit(app, path)
    assert first.status_code == 200, first.status
    assert "Set-Cookie" not in first.headers
    with statements() as asked:
        again = visit(app, path)
    assert len(asked) <= MOST, "\n".join([path, *asked])
    assert again.data == first.data
    return again.data


@quick
def tells_at_once(app: Flask, path: str, deed: Callable[[], object]) -> bytes:
    """What the next who comes sees after the deed, which is not what the last saw and is what there is."""
    before = warm(app, path)
    with unit_of_work():
        deed()
    after = visit(app, path).data
    page_cache.pages_of(app).clear()
    assert after == visit(app, path).data
    assert after != before
    return after


@quick
def turns_at(app: Flask, path: str, moment: datetime, *, before: datetime) -> None:
    """The page made `before` says something else from `moment` on, though nothing is written."""
    with clock.at(before):
        earlier = warm(app, path)
    with clock.at(moment):
        after = visit(app, path).data
        page_cache.pages_of(app).clear()
        assert after == visit(app, path).data
    assert after != earlier
