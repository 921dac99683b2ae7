"""What the widget shows: found posts, a question with its best answers, an article."""

from typing import Any, Final

from flask import url_for

from community.answers import queries as answers
from community.answers import rules as star_rules
from community.articles import finding
from community.articles import queries as articles
from community.articles.models import Article
from community.kernel.errors import NotFound
from community.kernel.masks import labelled
from community.kernel.policy import NOBODY
from community.kernel.thresholds import threshold
from community.questions import queries as questions
from community.ratings.queries import site_mean
from community.search import queries as search

MOST: Final = 6
MOST_ARTICLES: Final = 2
MOST_ANSWERS: Final = 3


def found(text: str) -> list[dict[str, Any]]:
    """Questions and articles about the same matter; articles first, which somebody has checked."""
    alike = finding.similar(text, limit=MOST_ARTICLES)
    return [
        {
            "kind": "article",
            "id": each.id,
            "title": labelled(each.title),
            "lang": each.lang,
            "text": labelled(each.said),
            "url": url_for("articles.show", article_id=each.id, slug=each.slug),
        }
        for each in alike
    ] + [
        {
            "kind": "question",
            "id": each.question_id,
            "title": labelled(each.title),
            "lang": each.lang,
            "text": labelled("".join(piece.text for piece in each.snippet)),
            "solved": each.state == "solved",
            "stars": None if each.stars is None else round(each.stars, 1),
            "url": url_for("reading.question", question_id=each.question_id, slug=each.slug),
        }
        for each in search.similar(text, MOST)
    ]


def question(question_id: int) -> dict[str, Any]:
    """A public question and its best answers."""
    found = questions.public_question(question_id)
    mean, weight = site_mean(), threshold("rating_prior_weight")
    return {
        "kind": "question",
        "id": found.id,
        "title": labelled(found.title),
        "lang": found.lang,
        "html": found.body_html,
        "url": url_for("reading.question", question_id=found.id, slug=found.slug),
        "answers": [
            {
                "html": each.body_html,
                "lang": each.lang,
                "accepted": each.accepted_at is not None,
                "stars": round(star_rules.shown_mean(each.distribution, site_mean=mean, weight=weight), 1)
                if each.rating_count
                else None,
                "count": each.rating_count,
            }
            for each in answers.visible_answers(question_id, MOST_ANSWERS)
        ],
    }


def article(article_id: int) -> Article:
    """A public article; raises NotFound."""
    found = articles.article_or_404(article_id, NOBODY)
    if not found.is_public:
        raise NotFound
    return found
