"""What search engines read of a page: questions with their answers, articles, and the way to them, as JSON-LD."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from flask import current_app, url_for
from flask_babel import gettext
from markupsafe import Markup

from community.answers.rules import GOOD_STARS
from community.articles.models import Article
from community.kernel import masks
from community.kernel.furnish import settings_of
from community.kernel.templating import iso
from community.kernel.text import excerpt
from community.posts.models import Post
from community.questions.models import Question
from community.reading.people import Person, author_of, person_named
from community.reading.thread import AnswerView, Thread

Data = dict[str, Any]
LONGEST_TEXT: Final = 5_000  # letters of the question, and of the answer that stands first
BRIEF: Final = 300  # letters of the others: the page holds them whole, and must stay light
# Inside <script> only these signs could end it or begin a comment; as escapes they mean the same to JSON.
_ESCAPES: Final = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def json_ld(data: Sequence[Data]) -> Markup:
    """`data` as script elements that no word of a member can end."""
    parts = (
        '<script type="application/ld+json">'
        + json.dumps(each, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
        + "</script>"
        for each in data
    )
    return Markup("\n".join(parts))  # noqa: S704 - escaped above, sign by sign


def about_question(thread: Thread) -> list[Data]:
    """The way to a question, and the question itself once it is public and has a public answer on this page."""
    question = thread.question
    if not question.listed:
        return []
    tag = question.tags[0].name if question.tags else ""
    way: list[tuple[str, str]] = [(gettext("Questions"), url_for("reading.question_list", _external=True))]
    if tag:
        way.append((f"#{tag}", url_for("reading.tag", name=tag, _external=True)))
    found = [trail([*way, (masks.labelled(question.title), _question_url(question))])]
    answers = [view for view in thread.answers if view.post.is_visible]
    if answers:
        found.append(_qa_page(question, answers, thread.number))
    return found


def _qa_page(question: Question, answers: Sequence[AnswerView], number: int) -> Data:
    first = answers[0]
    address = _question_url(question) + (f"?page={number}" if number > 1 else "")
    accepted = [_answer(each, address, long=each is first) for each in answers if each.post.accepted_at]
    others = [_answer(each, address, long=each is first) for each in answers if not each.post.accepted_at]
    entity: Data = {
        "@type": "Question",
        "name": masks.labelled(question.title),
        "text": _text(question, LONGEST_TEXT),
        "url": _question_url(question),
        "answerCount": question.answer_count,
        "upvoteCount": question.same_problem_count,
        **_written(question, question.asked_at),
    }
    if accepted:
        entity["acceptedAnswer"] = accepted[0] if len(accepted) == 1 else accepted
    if others:
        entity["suggestedAnswer"] = others
    return {"@context": "https://schema.org", "@type": "QAPage", "mainEntity": entity}


def _answer(view: AnswerView, address: str, *, long: bool) -> Data:
    answer = view.post
    return {
        "@type": "Answer",
        "text": _text(answer, LONGEST_TEXT if long else BRIEF),
        "url": f"{address}#answer-{answer.id}",
        "upvoteCount": sum(answer.distribution[GOOD_STARS - 1 :]),  # who rates it well votes for it
        **_written(answer, answer.created_at),
    }


def _written(post: Post, at: datetime) -> Data:
    """By whom, when and in which language."""
    data: Data = {"datePublished": iso(at), "inLanguage": post.lang, "author": _author(author_of(post))}
    if post.edited_at:
        data["dateModified"] = iso(post.edited_at)
    return data


def _author(person: Person) -> Data:
    data: Data = {"@type": "Person", "name": person.name or gettext("a former member")}
    if person.id is not None:
        data["url"] = settings_of(current_app).base_url + person.url
    return data


def _text(post: Post, longest: int) -> str:
    """The words as everybody may read them, never as their author does."""
    return excerpt(post.body_html, longest, is_html=True) or masks.labelled(getattr(post, "title", "")) or "…"


def _question_url(question: Question) -> str:
    """The address without a page."""
    return url_for("reading.question", question_id=question.id, slug=question.slug, _external=True)


def article_data(article: Article) -> Markup:
    """What an article's page says to programs."""
    wrote = article.credited_id or article.author_id
    writer = person_named(wrote) if wrote is not None and article.is_public else None
    return json_ld(about_article(article, None if writer is None or writer.gone else writer, article.htmls))


def about_article(article: Article, author: Person | None, html: Mapping[str, str]) -> list[Data]:
    """A public article and the way to it."""
    if not article.is_public:
        return []
    address = url_for("articles.show", article_id=article.id, slug=article.slug, _external=True)
    data: Data = {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": article.title[:110],
        "url": address,
        "mainEntityOfPage": address,
        "inLanguage": article.lang,
        "datePublished": iso(article.published_at or article.created_at),
        "dateModified": iso(article.changed_at),
        "image": url_for("cards.site", _external=True),
        "description": excerpt(" ".join(html.values()), BRIEF, is_html=True),
    }
    if author is not None:
        data["author"] = _author(author)
    way = [(gettext("Articles"), url_for("articles.index", _external=True)), (article.title, address)]
    return [trail(way), data]


def trail(steps: Sequence[tuple[str, str]]) -> Data:
    """The pages that lead to this one, as `(name, address)`."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": address}
        for place, (name, address) in enumerate(steps, start=1)
    ]
    return {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": items}
