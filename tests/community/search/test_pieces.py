"""Where the words asked for stand is looked for in what is shown, not in all that is found."""

import pytest

from community.kernel import jobs
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.search import services, snippets
from community.search.queries import similar
from tests.conftest import MakeMember, actor_of

BODY = "It worked for months. Since the last update the node loses its connection every single night."


@pytest.mark.usefixtures("app")
def test_what_only_asks_for_similar_questions_makes_no_patterns(member: MakeMember) -> None:
    """Each title has words of its own: a pattern for each would cost more than the search, and stay in memory."""
    asker, moderator = actor_of(member("lin"), level=2), actor_of(member("carol", role="moderator"))
    services.ensure_index()
    with unit_of_work():
        asked = questions.ask("Mesh node drops Wi-Fi at night", BODY, ["mesh"], by=asker)
        if not asked.is_visible:
            posts.release(asked, by=moderator)
    jobs.run_due()
    snippets._beginnings.cache_clear()

    (found,) = similar("A mesh node that drops Wi-Fi")

    assert found.question_id == asked.id
    assert snippets._beginnings.cache_info().currsize == 0
    assert [piece.text for piece in found.title_pieces if piece.hit] == ["Mesh", "node", "drops", "Wi-Fi"]
