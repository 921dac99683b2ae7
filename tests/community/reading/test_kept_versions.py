"""A kept page knows at which version of the database it was made, so its next visit asks for that alone."""

import pytest
from flask import Flask

from community.kernel import page_cache
from community.kernel.policy import Actor
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import PAGES, visit


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_what_a_page_was_made_of_is_known_until_something_is_written(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    """On PostgreSQL one version is that of all connections: that of the page's beginning serves every visit."""
    question = visit(app, f"/questions/{thread(alice, bob).question_id}").location
    for path in (*PAGES, question):
        assert visit(app, str(path)).status_code == 200
    pages = page_cache.pages_of(app)
    looked = [each for page in pages.found.values() for each in page.proof.looks]
    assert len(looked) >= len(PAGES) + 1
    for each in looked:
        assert each.version
        assert pages.looker.remembered.of(each.look, each.version) == each.rows
        assert pages.looker.remembered.of(each.look, f"{each.version}0") is None
