"""Two presses at once on the page of an address: what is forgotten is over for the other one."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from community.askers import routes, services
from community.askers.models import Asker
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from tests.conftest import both_databases
from tests.parallel import at_once

PRESSES = [("", "confirm"), ("", "take"), ("", "forget"), ("/reply", ""), ("/stop", "")]


@pytest.fixture
def word(app: Flask) -> str:
    with unit_of_work():
        return secret_links.word_of(services._kept("mei@example.com", "en").seed)


@pytest.mark.parametrize(("path", "what"), PRESSES)
def test_what_was_forgotten_a_moment_ago_is_over(
    app: Flask, word: str, path: str, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def after_the_other() -> Iterator[None]:
        with unit_of_work():
            services.forget(db.session.query(Asker).all())
        with unit_of_work():
            yield

    monkeypatch.setattr(routes, "unit_of_work", after_the_other)
    assert app.test_client().post(f"/asked/{word}{path}", data={"what": what}).status_code == 410


@both_databases
@pytest.mark.parametrize(("path", "what"), PRESSES)
def test_forgetting_beside_another_press_breaks_neither(app: Flask, word: str, path: str, what: str) -> None:
    def press(path: str, what: str) -> int:
        return (
            app.test_client().post(f"/asked/{word}{path}", data={"what": what, "body": "Hello."}).status_code
        )

    told = at_once(app, [lambda: press("", "forget"), lambda: press(path, what)])
    assert set(told) <= {200, 303, 404, 410}
    assert db.session.query(Asker).count() == 0
