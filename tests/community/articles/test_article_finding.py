"""Finding articles like a text, in both languages, with reasons, at a bounded cost."""

from community.articles import finding, queries
from community.articles.rules import Words
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from tests.community.articles.making import WORDS, published
from tests.community.reading.test_profile_statements import statements

CHINESE = Words(
    title="固件升级后路由器反复断线",
    problem="升级到 4.2 之后，路由器每隔几分钟就断线一次。",
    steps="恢复出厂设置，再装一次固件。",
)
OTHER = Words(
    title="The printer is not found", problem="The printer stands on another network.", steps="Move it."
)


def test_the_article_about_the_matter_comes_first_with_reasons(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin)
    published(dave, erin, OTHER)
    found = queries.similar("My mesh keeps dropping at night, after the update")
    assert [each.id for each in found] == [number]
    assert {"mesh", "night"} <= set(found[0].words)


def test_chinese_finds_chinese(dave: Actor, erin: Actor) -> None:
    number = published(dave, erin, CHINESE, "zh-Hans")
    published(dave, erin)
    found = queries.similar("路由器升級以後總是斷線怎麼辦？")
    assert [each.id for each in found] == [number]
    assert "路由器" in found[0].words
    assert queries.similar("路由器升级后总是断线", lang="en") == []


def test_a_tag_helps_one_word_over_the_bar(alice: Actor, dave: Actor, erin: Actor) -> None:
    with unit_of_work():
        questions.ask(
            "Why does the mesh drop every night?", "It has done so since the update.", ["mesh"], by=alice
        )
    published(dave, erin, tags=("mesh",))
    published(dave, erin, OTHER)
    assert queries.similar("night") == []
    assert [each.tags for each in queries.similar("night", ["Mesh"])] == [("mesh",)]
    assert [each.title for each in queries.searched("night")] == [WORDS.title]


def test_texts_about_nothing_known_find_nothing(dave: Actor, erin: Actor) -> None:
    published(dave, erin)
    for text in ("", "   ", "?!", "Pancakes with syrup", "怎么办", "x" * 10_000):
        assert queries.similar(text) == []


def test_a_look_costs_few_statements_however_many_there_are(dave: Actor, erin: Actor) -> None:
    for each in range(12):
        published(dave, erin, title=f"{WORDS.title} in house {each}")
    with statements() as asked:
        found = queries.similar("mesh drops every night", ["mesh"], limit=3)
    assert len(found) == 3
    assert len(asked) <= 5


def test_what_everybody_has_is_read_last(dave: Actor, erin: Actor, monkeypatch: object) -> None:
    for each in range(6):
        published(dave, erin, title=f"{WORDS.title} in house {each}")
    number = published(dave, erin, OTHER)
    monkeypatch.setattr(finding, "MOST_ROWS", 3)  # type: ignore[attr-defined]
    found = queries.searched("printer mesh night")
    assert [each.id for each in found] == [number]
