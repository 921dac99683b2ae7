"""What PostgreSQL's search does where much could be found: it ranks a part, the most promising one."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, create_engine, text

from community.search import postgres_finder
from community.search.backend import Document
from community.search.index import WhooshIndex
from community.search.postgres import PostgresIndex
from community.search.rules import parse
from tests.benchmarks.search_texts import QUERIES, documents
from tests.community.search.documents import answer, question
from tests.plans import asked_of

pytestmark = pytest.mark.postgres
SOLVED = frozenset({"solved", "answered"})
MANY = 60


@pytest.fixture
def engine(postgres_url: str) -> Iterator[Engine]:
    made = create_engine(postgres_url)
    yield made
    made.dispose()


@pytest.fixture
def index(engine: Engine) -> PostgresIndex:
    made = PostgresIndex(engine)
    made.rebuild([])
    return made


@pytest.fixture
def _narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a site with a thousand times more posts."""
    numbers = {
        "RANKED": 6,
        "SOME": 6,
        "CHECKED": 12,
        "ENOUGH": 4,
        "ALIKE": 6,
        "ALIKE_ENOUGH": 4,
        "WALKED": 20,
    }
    for name, number in numbers.items():
        monkeypatch.setattr(postgres_finder, name, number)


def crowd() -> list[Document]:
    """Many questions that mention two common words somewhere; the last ones are about them."""
    many = [
        question(number, f"Matter {number}", "The router and its cable.") for number in range(1, MANY + 1)
    ]
    many[-1] = replace(many[-1], title="Router cable", states=SOLVED)
    many[-2] = replace(many[-2], title="Router cable")
    many[-3] = replace(many[-3], title="A router")
    return many


@pytest.mark.usefixtures("_narrow")
def test_of_many_finds_those_that_promise_most_are_ranked(index: PostgresIndex) -> None:
    index.rebuild(crowd())
    hits = index.search(parse("router cable"))
    assert [hit.post_id for hit in hits.items[:3]] == [MANY, MANY - 1, MANY - 2]
    assert hits.more
    assert 6 <= hits.total <= 12
    assert not hits.relaxed


@pytest.mark.usefixtures("_narrow")
def test_a_page_beyond_what_was_ranked_is_empty_and_counts_the_same(index: PostgresIndex) -> None:
    index.rebuild(crowd())
    total = index.search(parse("router")).total
    beyond = index.search(parse("router"), offset=total, limit=10)
    assert (beyond.items, beyond.total, beyond.more) == ((), total, True)


@pytest.mark.usefixtures("_narrow")
def test_a_rare_word_among_common_ones_is_found_wherever_it_stands(index: PostgresIndex) -> None:
    index.rebuild(
        [*crowd(), question(900, "Zigbee", ""), answer(901, crowd()[3], "Zigbee helps the router.")]
    )
    assert {hit.post_id for hit in index.search(parse("router zigbee")).items[:2]} == {900, 901}
    assert index.similar("router cable zigbee", limit=1)[0].question_id == 900


@pytest.mark.usefixtures("_narrow")
def test_what_is_alike_says_so_in_its_title(index: PostgresIndex, engine: Engine) -> None:
    """All the others have the words, too, but deep in their texts: nobody goes through them."""
    index.rebuild(crowd())
    with asked_of(engine, ("WITH",)) as asked:
        found = index.similar("Router cable", limit=2)
    assert [hit.post_id for hit in found] == [MANY, MANY - 1]
    stages = [str(value) for value in asked[-1].values.values()]
    assert stages.index("('+router')") < stages.index("('router')")


@pytest.mark.usefixtures("_narrow")
def test_a_filter_that_most_posts_pass_shows_the_newest(index: PostgresIndex) -> None:
    index.rebuild(replace(each, tags=("x",)) for each in crowd())
    hits = index.search(parse("tag:x"), limit=3)
    assert [hit.post_id for hit in hits.items] == [MANY, MANY - 1, MANY - 2]
    assert hits.more


@pytest.mark.usefixtures("_narrow")
def test_what_has_to_be_looked_at_is_found_behind_what_does_not_fit(index: PostgresIndex) -> None:
    index.rebuild(
        [
            *crowd(),
            question(900, "Cable router", "It is new.", rating_count=9, rating_total=45),
        ]
    )
    assert [hit.post_id for hit in index.search(parse('"cable router"')).items] == [900]
    assert [hit.post_id for hit in index.search(parse("router stars>=4")).items] == [900]


@pytest.mark.parametrize("kept", [0, 1, 2, 3])
def test_of_a_long_chinese_word_enough_pairs_suffice(index: PostgresIndex, kept: int) -> None:
    """Eleven pairs are asked for, and eight suffice; what is missing may be missing anywhere."""
    asked = "路由器恢复出厂设置之后"
    pieces = [asked[:4], asked[4:8], asked[8:]]
    index.update([question(1, "。".join(pieces[: kept + 1]), "")])
    hits = index.search(parse(asked))
    assert (not hits.relaxed and hits.total == 1) == (kept >= 2)


def test_terms_are_counted_as_if_the_index_were_new(engine: Engine, index: PostgresIndex) -> None:
    """Whatever was written, changed and taken away in whichever order."""
    some = list(documents(60, seed=3))
    index.update(some[:40])
    index.update([replace(each, body=other.body) for each, other in zip(some[:9], some[50:59], strict=True)])
    index.update(some[20:50], threads={each.question_id for each in some[30:50]})
    index.update([replace(some[45], rating_count=3, rating_total=15)])
    index.update([], threads={some[0].question_id})
    words = text("SELECT kind::text, word, documents FROM search_terms WHERE documents <> 0")
    left = index.stamps()
    with engine.connect() as connection:
        counted = {tuple(row[:2]): row[2] for row in connection.execute(words)}
    changed = {
        each.post_id: replace(each, body=other.body)
        for each, other in zip(some[:9], some[50:59], strict=True)
    }
    now = {each.post_id: each for each in some} | changed
    now[some[45].post_id] = replace(some[45], rating_count=3, rating_total=15)
    for each in some[20:50]:
        if each is not some[45]:
            now[each.post_id] = each
    index.rebuild(now[post] for post in sorted(left))
    assert index.stamps() == left
    with engine.connect() as connection:
        assert counted == {tuple(row[:2]): row[2] for row in connection.execute(words)}


def test_both_engines_find_the_same(index: PostgresIndex, tmp_path_factory: pytest.TempPathFactory) -> None:
    some = list(documents(400, seed=11))
    other = WhooshIndex(tmp_path_factory.mktemp("whoosh"))
    other.rebuild(some)
    index.rebuild(some)
    asked = [
        *QUERIES,
        *(f"{query} tag:wifi" for query in QUERIES),
        *(f"{query} is:solved -light" for query in QUERIES),
    ]
    for query in (*asked, "tag:mesh stars>=4", "stars<3 lang:zh", "user:member7"):
        one, two = (engine.search(parse(query), limit=400) for engine in (index, other))
        found = [{hit.question_id for hit in hits.items} for hits in (one, two)]
        assert found[0] == found[1], query
        assert (one.total, one.relaxed) == (two.total, two.relaxed), query
