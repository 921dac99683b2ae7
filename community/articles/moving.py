"""What becomes of an article: review by a second person, publication, another look in time, its end."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

from community.articles import queries, rules
from community.articles.models import Article, ArticleRevision
from community.articles.rules import ArticleState, Move, Words
from community.articles.services import announce, forget_terms, go_live, keep, locked, terms
from community.kernel import clock
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor, Permission, Role, ensure
from community.kernel.ports import ports
from community.kernel.thresholds import threshold
from community.kernel.words import N_

ALONE: Final = N_("Somebody else of the team must publish what you wrote; it waits in the list for review.")
ALONE_WITHOUT_NOTE: Final = N_("You wrote this yourself: say in a note why nobody else looks at it first.")
CHANGED: Final = N_(
    "Somebody edited this article after you opened the page. Read the new words, then decide again."
)
BY_NO_WORD: Final = N_(
    "Say in words what it is about: by what the title and the problem say now, nobody finds it."
)
LOOKS_PRIVATE: Final = N_("“%(what)s” looks private. Take it out, or say that everybody may read it.")
MOVE_OF: Final[Mapping[Move, Permission]] = {
    **dict.fromkeys(Move, Permission.PUBLISH_ARTICLE),
    Move.SUBMIT: Permission.DRAFT_ARTICLE,
    Move.DROP: Permission.DRAFT_ARTICLE,
}


def move(
    article_id: int, move: Move, *, note: str = "", sure: bool = False, revision: int | None = None, by: Actor
) -> Article:
    """Do one of the moves. Raises Conflict when the article is not where the move begins.

    `note` is why; sending back needs one, and so does an admin who publishes their own words.
    `sure` says that what looks private may be read by everybody. With `revision`, the number of the newest words that
    were read, Conflict is raised when there are newer ones.
    """
    ensure(by, MOVE_OF[move])
    note = note.strip()
    if len(note) > rules.NOTE_LONGEST:
        raise Invalid(
            N_("Make it shorter: %(most)s characters at most."), field="note", most=rules.NOTE_LONGEST
        )
    article = locked(article_id)
    if not rules.may_move(move, article.state, live=article.live_number is not None):
        raise Conflict(rules.REFUSED[move])
    if revision is not None and revision != article.revision_count:
        raise Conflict(CHANGED)
    if move is Move.PUBLISH:
        _publish(article, note, by, sure=sure)
    elif move is Move.BRING_BACK:
        _bring_back(article, by)
    else:
        _DEEDS[move](article, note)
    article.updated_at = clock.now()
    announce(article, rules.DONE[move], by, note)
    return article


def _submit(article: Article, _note: str) -> None:
    words = queries.newest(article).words()
    _ensure_finished(words)
    article.state, article.sent_back = ArticleState.REVIEW, ""


def _ensure_finished(words: Words) -> None:
    for part in rules.missing(words):
        raise Invalid(
            N_("Say what the problem is.") if part == "problem" else N_("Say what to do, step by step."),
            field=part,
        )
    if not terms(words):
        raise Invalid(BY_NO_WORD, field="title")


def _send_back(article: Article, note: str) -> None:
    if not note:
        raise Invalid(N_("Say what is to be mended."), field="note")
    article.state, article.sent_back = ArticleState.DRAFT, note


def _publish(article: Article, note: str, by: Actor, *, sure: bool) -> None:
    revision = queries.newest(article)
    _ensure_second_pair_of_eyes(revision, note, by)
    _ensure_finished(revision.words())
    private = ports().gate.private_parts(revision.words().text())
    if private and not sure:
        first = private[0]
        raise Invalid(LOOKS_PRIVATE, field="sure", what=revision.words().text()[first.start : first.end])
    go_live(article, revision)
    article.state, article.sent_back = ArticleState.PUBLISHED, ""
    article.published_at = article.published_at or clock.now()
    article.published_by_id = by.member_id
    _looked_at(article)


def _ensure_second_pair_of_eyes(revision: ArticleRevision, note: str, by: Actor) -> None:
    if revision.editor_id != by.member_id:
        return
    if by.role is not Role.ADMIN:
        raise NotAllowed(ALONE)
    if not note:
        raise Invalid(ALONE_WITHOUT_NOTE, field="note")


def _looked_at(article: Article) -> None:
    """It was found right just now."""
    article.checked_at = clock.now()
    article.review_at = article.checked_at + timedelta(days=threshold("article_review_days"))
    article.due_at, article.due_reason = None, ""


def _drop(article: Article, _note: str) -> None:
    article.state, article.sent_back = ArticleState.PUBLISHED, ""


def _confirm(article: Article, _note: str) -> None:
    _looked_at(article)


def _retire(article: Article, _note: str) -> None:
    article.state, article.sent_back = ArticleState.RETIRED, ""
    article.due_at, article.due_reason = None, ""
    forget_terms(article)


def _bring_back(article: Article, by: Actor) -> None:
    """As a draft: what was taken away is read by a second person before readers see it again.

    Words that were written since, and never published, stay in the history: whoever reads the draft reads what is
    published then.
    """
    if article.live_number is not None:
        words = queries.revision(article.id, article.live_number).words()
        if words != queries.newest(article).words():
            keep(article, words, "", by)
    article.state, article.live_number, article.review_at = ArticleState.DRAFT, None, None


_DEEDS: Final[Mapping[Move, Callable[[Article, str], None]]] = {
    Move.SUBMIT: _submit,
    Move.SEND_BACK: _send_back,
    Move.DROP: _drop,
    Move.CONFIRM: _confirm,
    Move.RETIRE: _retire,
}
