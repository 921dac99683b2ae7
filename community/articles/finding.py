"""Finding public articles that are about a text, with what they share with it, at a bounded cost."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, select, union_all

from community.articles import likeness
from community.articles.likeness import Looked
from community.articles.models import Article, ArticleTag, ArticleTerm
from community.articles.rules import ArticleState
from community.kernel.db import db
from community.kernel.text import excerpt, similarity
from community.tags.models import Tag
from community.tags.rules import normalised

MOST_ROWS: Final = 4_000  # of the table of terms that one look reads; the rarest terms come first
IS_TAG: Final = -1  # in the place of a weight: what stands there is a tag
COMPARED: Final = 4  # candidates for each result that are compared word by word
CLOSENESS_WORTH: Final = 0.3
MOST_FOUND: Final = 50
SAID: Final = 200  # letters of an article that a result shows


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


def similar(text: str, tags: Collection[str] = (), lang: str | None = None, limit: int = 3) -> list[Alike]:
    """Public articles about the matter of `text`, best first; in one language, or in any."""
    found = _scored(text, tags, lang)
    good = [each for each in found if likeness.is_alike(each.words, each.points, len(each.tags))]
    return _shown(text, good, limit)


def searched(text: str, lang: str | None = None, limit: int = MOST_FOUND) -> list[Alike]:
    """Public articles that share a word with what somebody looks for, best first."""
    return _shown(text, [each for each in _scored(text, (), lang) if each.words], limit)


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    words: tuple[str, ...]
    tags: tuple[str, ...]
    points: float


def _scored(text: str, tags: Collection[str], lang: str | None) -> list[_Candidate]:
    looked = likeness.looked_for(text)
    counts, total = _counts(looked, lang)
    if not counts:
        return []
    has, shared = _having(counts, lang, {normalised(tag) for tag in tags})
    candidates = []
    for number, terms in has.items():
        both = shared.get(number, ())
        points = likeness.score(looked, terms, counts, max(total, 1), len(both))
        candidates.append(_Candidate(number, likeness.shared_words(looked, terms), both, points))
    return sorted(candidates, key=lambda each: (-each.points, each.id))


def _public(lang: str | None) -> list[ColumnElement[bool]]:
    wanted = [Article.live_number.is_not(None), Article.state != ArticleState.RETIRED]
    return [*wanted, Article.lang == lang] if lang else list(wanted)


def _counts(looked: Looked, lang: str | None) -> tuple[dict[str, int], int]:
    """How many articles have each term that any has, and how many public ones there are."""
    if not looked.terms:
        return {}, 0
    rows = db.session.execute(_counting(lang), {"terms": list(looked.terms)}).all()
    return {term: count for term, count, _ in rows}, rows[0][2] if rows else 0


@lru_cache(maxsize=8)
def _counting(lang: str | None) -> Select[str, int, int]:
    total = select(func.count()).select_from(Article).where(*_public(lang)).scalar_subquery()
    held = select(ArticleTerm.term, func.count(), total).group_by(ArticleTerm.term)
    return held.where(ArticleTerm.term.in_(bindparam("terms", expanding=True)))


def _having(
    counts: Mapping[str, int], lang: str | None, tags: Collection[str]
) -> tuple[dict[int, dict[str, int]], dict[int, tuple[str, ...]]]:
    """Articles with the terms they share, read from the rarest term on until enough was read, and with these tags."""
    asked: list[str] = []
    rows = 0
    for term in sorted(counts, key=lambda each: (counts[each], each)):
        rows += counts[term]
        if asked and rows > MOST_ROWS:
            break
        asked.append(term)
    with_terms = (
        select(ArticleTerm.article_id, ArticleTerm.term, ArticleTerm.weight)
        .join(Article, Article.id == ArticleTerm.article_id)
        .where(ArticleTerm.term.in_(asked), *_public(lang))
        .limit(MOST_ROWS)
        .subquery()
    )
    tagged = select(ArticleTag.article_id, Tag.name, literal(IS_TAG)).join(Tag, Tag.id == ArticleTag.tag_id)
    query = union_all(select(*with_terms.c), tagged.where(Tag.name.in_(tags))) if tags else select(with_terms)
    found: dict[int, dict[str, int]] = defaultdict(dict)
    named: dict[int, list[str]] = defaultdict(list)
    for number, word, weight in db.session.execute(query):
        if weight == IS_TAG:
            named[number].append(word)
        else:
            found[number][word] = weight
    return found, {number: tuple(sorted(names)) for number, names in named.items() if number in found}


def _shown(text: str, candidates: Sequence[_Candidate], limit: int) -> list[Alike]:
    """The best of them; those at the top are compared with the text itself."""
    top = candidates[: limit * COMPARED]
    if not top:
        return []
    articles = {
        each.id: each
        for each in db.session.scalars(select(Article).where(Article.id.in_([each.id for each in top])))
    }
    beginning = text[: likeness.LONGEST_TEXT]
    found = []
    for each in top:
        article = articles[each.id]
        near = max(similarity(beginning, article.title), similarity(beginning, article.problem))
        said = excerpt(article.htmls.get("problem") or article.htmls.get("steps") or "", SAID, is_html=True)
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
