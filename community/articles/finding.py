"""Finding public articles that are about a text, with what they share with it, at a bounded cost."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all

from community.articles import likeness
from community.articles.models import Article, ArticleTag, ArticleTerm
from community.articles.rules import ArticleState
from community.kernel.asking import Asking, Query, Rows, asked
from community.kernel.text import excerpt, similarity
from community.tags.models import Tag
from community.tags.rules import normalised

MOST_ROWS: Final = 4_000  # of the table of terms that one look reads; the rarest terms come first
IS_TAG: Final = -1  # in the place of a weight: what stands there is a tag
COMPARED: Final = 4  # candidates for each result that are compared word by word
CLOSENESS_WORTH: Final = 0.3
MOST_FOUND: Final = 50
SAID: Final = 200  # letters of an article that a result shows
_ARTICLES: Final = select(
    Article.id,
    Article.slug,
    Article.title,
    Article.lang,
    Article.problem,
    Article.helpful_count,
    Article.htmls["problem"].as_string().label("problem_html"),
    Article.htmls["steps"].as_string().label("steps_html"),
).where(Article.id.in_(bindparam("articles", expanding=True)))


@dataclass(frozen=True, slots=True)
class Alike:
    """An article, and why it is shown: shared words and tags. `score` falls from the first to the last."""

    id: int
    slug: str
    title: str
    lang: str
    said: str
    helpful_count: int
    words: tuple[str, ...]
    tags: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article that may be about a text: what it shares with it, before it is read."""

    id: int
    words: tuple[str, ...]
    tags: tuple[str, ...]
    points: float


def similar(text: str, tags: Collection[str] = (), lang: str | None = None, limit: int = 3) -> list[Alike]:
    """Public articles about the matter of `text`, best first; in one language, or in any."""
    return asked(_similar(text, tags, lang, limit))


def _similar(text: str, tags: Collection[str], lang: str | None, limit: int) -> Asking[list[Alike]]:
    good = yield from closest(text, tags, lang, limit)
    return (yield from shown(text, good, limit))


def closest(text: str, tags: Collection[str], lang: str | None, limit: int) -> Asking[list[Candidate]]:
    """Those among which `shown` looks for the `limit` articles of `similar`, to be asked beside other things."""
    found = yield from _scored(text, tags, lang)
    good = [each for each in found if likeness.is_alike(each.words, each.points, len(each.tags))]
    return good[: limit * COMPARED]


def searched(text: str, lang: str | None = None, limit: int = MOST_FOUND) -> list[Alike]:
    """Public articles that share a word with what somebody looks for, best first."""
    return asked(_searched(text, lang, limit))


def _searched(text: str, lang: str | None, limit: int) -> Asking[list[Alike]]:
    found = yield from _scored(text, (), lang)
    return (yield from shown(text, [each for each in found if each.words][: limit * COMPARED], limit))


def _scored(text: str, tags: Collection[str], lang: str | None) -> Asking[list[Candidate]]:
    looked = likeness.looked_for(text)
    if not looked.terms:
        return []
    (rows,) = yield [_counting(lang).params(terms=list(looked.terms))]
    if not rows:
        return []
    counts, total = {term: count for term, count, _ in rows}, rows[0][2]
    (rows,) = yield [_holding(counts, lang, {normalised(tag) for tag in tags})]
    has, shared = _had(rows)
    candidates = []
    for number, terms in has.items():
        both = shared.get(number, ())
        points = likeness.score(looked, terms, counts, max(total, 1), len(both))
        candidates.append(Candidate(number, likeness.shared_words(looked, terms), both, points))
    return sorted(candidates, key=lambda each: (-each.points, each.id))


def _public(lang: str | None) -> list[ColumnElement[bool]]:
    wanted = [Article.live_number.is_not(None), Article.state != ArticleState.RETIRED]
    return [*wanted, Article.lang == lang] if lang else list(wanted)


@lru_cache(maxsize=8)
def _counting(lang: str | None) -> Select[str, int, int]:
    """How many articles have each term that any has, and how many public ones there are."""
    total = select(func.count()).select_from(Article).where(*_public(lang)).scalar_subquery()
    held = select(ArticleTerm.term, func.count(), total).group_by(ArticleTerm.term)
    return held.where(ArticleTerm.term.in_(bindparam("terms", expanding=True)))


def _holding(counts: Mapping[str, int], lang: str | None, tags: Collection[str]) -> Query:
    """Articles with the terms they share, read from the rarest term on until enough was read, and with these tags."""
    wanted: list[str] = []
    rows = 0
    for term in sorted(counts, key=lambda each: (counts[each], each)):
        rows += counts[term]
        if wanted and rows > MOST_ROWS:
            break
        wanted.append(term)
    with_terms = (
        select(ArticleTerm.article_id, ArticleTerm.term, ArticleTerm.weight)
        .join(Article, Article.id == ArticleTerm.article_id)
        .where(ArticleTerm.term.in_(wanted), *_public(lang))
        .limit(MOST_ROWS)
        .subquery()
    )
    tagged = select(ArticleTag.article_id, Tag.name, literal(IS_TAG)).join(Tag, Tag.id == ArticleTag.tag_id)
    return union_all(select(*with_terms.c), tagged.where(Tag.name.in_(tags))) if tags else select(with_terms)


def _had(rows: Rows) -> tuple[dict[int, dict[str, int]], dict[int, tuple[str, ...]]]:
    """What those articles have: terms with their weights, and the tags."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    named: dict[int, list[str]] = defaultdict(list)
    for number, word, weight in rows:
        if weight == IS_TAG:
            named[number].append(word)
        else:
            found[number][word] = weight
    return found, {number: tuple(sorted(names)) for number, names in named.items() if number in found}


def shown(text: str, candidates: Sequence[Candidate], limit: int) -> Asking[list[Alike]]:
    """The best of them, which are compared with the text itself."""
    if not candidates:
        return []
    (rows,) = yield [_ARTICLES.params(articles=[each.id for each in candidates])]
    articles = {row.id: row for row in rows}
    beginning = text[: likeness.LONGEST_TEXT]
    found = []
    for each in candidates:
        article = articles[each.id]
        near = max(similarity(beginning, article.title), similarity(beginning, article.problem))
        said = excerpt(article.problem_html or article.steps_html or "", SAID, is_html=True)
        points = round(each.points + CLOSENESS_WORTH * near, 4)
        found.append(
            Alike(
                article.id,
                article.slug,
                article.title,
                article.lang,
                said,
                article.helpful_count,
                each.words,
                each.tags,
                points,
            )
        )
    return sorted(found, key=lambda each: (-each.score, each.id))[:limit]
