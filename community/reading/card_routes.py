"""Drawn pictures under their own addresses: the card of a question, the card of the site, the QR code of a question."""

from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from threading import BoundedSemaphore
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

from flask import Blueprint, Response, current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from community.answers import rules as star_rules
from community.kernel import clock, figures, masks, whole_files
from community.kernel import qr as qr_codes
from community.kernel.fresh import unless_known
from community.kernel.furnish import settings_of
from community.kernel.languages import DEFAULT, normalised, speaking
from community.kernel.policy import public
from community.kernel.thresholds import threshold
from community.kernel.throttle import limiter
from community.questions import queries as questions
from community.questions.models import Question
from community.questions.services import tag_names
from community.ratings.queries import site_mean
from community.reading.cards import Card, draw
from community.sharing import visits

bp = Blueprint("cards", __name__)
MOST_KEPT: Final = 5_000  # pictures of about 20 KB; beyond that the oldest half goes
UNFINISHED: Final = timedelta(days=1)  # no picture takes as long to write
DAY: Final = "public, max-age=86400"
# Of a question: kept by whoever likes, but shown only after asking, so that it goes when the question is hidden.
ASKED: Final = "public, no-cache"
# One picture takes some 50 ms of a processor: never more than one at a time, so that no crowd of them slows the pages.
_drawing = BoundedSemaphore(1)
PATIENCE: Final = 0.2  # seconds; whoever waits keeps a thread from serving pages
PACE: Final = "60 per minute"


@bp.get("/card.png")
@public
@limiter.limit(PACE)
def site() -> ResponseReturnValue:
    """The picture of pages that have none of their own."""
    return _picture(Card(settings_of(current_app).site_name))


@bp.get("/questions/<int:question_id>/card.png")
@public
@limiter.limit(PACE)
def question(question_id: int) -> ResponseReturnValue:
    """The picture of a public question."""
    return _picture(_card(questions.public_question(question_id)), ASKED)


@bp.get("/questions/<int:question_id>/qr.svg")
@public
@limiter.limit(PACE)
def qr(question_id: int) -> ResponseReturnValue:
    """The short address of a public question to point a camera at; `?from=` carries who shared it."""
    found = questions.public_question(question_id)
    sharer = visits.carried().get(visits.FROM, "")
    address = f"{settings_of(current_app).base_url}/questions/{found.id}"
    if sharer:
        address += "?" + urlencode({visits.FROM: sharer})
    return _kept(qr_codes.svg(address, title=masks.labelled(found.title)), "image/svg+xml", ASKED)


def qr_address(found: Question) -> str:
    """Where the code stands that leads here, and tells who shares it; nowhere while the question is not public."""
    if not found.listed:
        return ""
    link = visits.share_link(found)
    code = parse_qs(urlsplit(link).query).get(visits.FROM, [None])[0]
    carried: dict[str, Any] = {visits.FROM: code} if code else {}
    return url_for("cards.qr", question_id=found.id, **carried)


def _card(found: Question) -> Card:
    """In the language of the question: who meets the picture elsewhere chose none."""
    stars = ""
    if found.best_rating_count:
        weight = threshold("rating_prior_weight")
        mean = star_rules.shrunk(
            found.best_rating_count, found.best_rating_sum, site_mean=site_mean(), weight=weight
        )
        with speaking(normalised(found.lang) or DEFAULT):
            stars = figures.decimals(mean)
    with speaking(normalised(found.lang) or DEFAULT):
        facts = ngettext("%(num)s answer", "%(num)s answers", found.answer_count)
    return Card(
        settings_of(current_app).site_name,
        masks.labelled(found.title),
        "  ".join(f"#{name}" for name in tag_names(found.id)),
        stars,
        str(facts),
    )


def _picture(card: Card, keeping: str = DAY) -> Response:
    """The picture, from the folder where it is kept or drawn now."""
    folder = settings_of(current_app).data_dir / "cards"
    path = folder / f"{card.fingerprint}.png"
    content = _found(path)
    if content is not None:
        return _kept(content, "image/png", keeping)
    if not _drawing.acquire(timeout=PATIENCE):
        return Response(status=503, headers={"Retry-After": "5"})
    try:
        content = _found(path)  # somebody may have drawn it meanwhile
        if content is None:
            content = draw(card)
            with suppress(OSError):  # where the disk is full, it is drawn anew for whoever asks next
                _keep(path, content)
    finally:
        _drawing.release()
    return _kept(content, "image/png", keeping)


def _found(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _keep(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = list(path.parent.glob("*.png"))
    if len(kept) >= MOST_KEPT:
        for each in sorted(kept, key=lambda one: one.stat().st_mtime)[: MOST_KEPT // 2]:
            each.unlink(missing_ok=True)
    whole_files.forget_unfinished(path.parent, clock.now() - UNFINISHED)
    whole_files.write(path, content, lasting=False)


def _kept(content: bytes, mimetype: str, keeping: str) -> Response:
    return unless_known(Response(content, mimetype=mimetype), keeping)
