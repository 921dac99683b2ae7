"""Links that carry who shared them, and the notice that somebody came by one."""

from threading import BoundedSemaphore
from typing import Any, Final

import structlog
from flask import Flask, Response, after_this_request, current_app, request, url_for
from flask_limiter.util import get_remote_address
from sqlalchemy.exc import SQLAlchemyError

from community.kernel import clock
from community.kernel.networks import network_of
from community.kernel.policy import actor_now
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.sharing import rules, services

log = structlog.get_logger(__name__)

FROM: Final = "from"  # the part of an address that says who shared it
LONGEST_AGENT: Final = 400
PATIENCE: Final = 1.0  # seconds
# A database that is busy for long must not hold many threads for the sake of a count.
_counting = BoundedSemaphore(1)


def share_link(question: Question) -> str:
    """The address to pass on: that of the question, with a member's code where one is signed in."""
    address: dict[str, Any] = {"question_id": question.id, "slug": question.slug}
    member_id = actor_now().member_id
    if member_id is not None and question.is_visible:
        address[FROM] = rules.code_of(member_id, _key())
    return url_for("reading.question", _external=True, **address)


def carried() -> dict[str, Any]:
    """Who shared the address of this request, for an address that it is led on to."""
    code = request.args.get(FROM, "")
    return {FROM: code} if code and len(code) <= rules.LONGEST_CODE else {}


def notice(question: Question) -> None:
    """Count this request as a visit, once its page is sent; a count that fails costs the page nothing."""
    sharer_id = rules.member_of(request.args.get(FROM, ""), _key())
    if sharer_id is None or not question.is_visible or not _counts(sharer_id):
        return
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    day = clock.now().date()
    agent = request.user_agent.string[:LONGEST_AGENT]
    visitor = rules.visitor_of(network_of(get_remote_address()), agent, day, _key())
    question_id = question.id

    def count() -> None:
        if not _counting.acquire(timeout=PATIENCE):
            return
        try:
            with app.app_context(), unit_of_work():
                services.count_visit(sharer_id, question_id, visitor, day)
        except SQLAlchemyError as error:
            log.warning("share_visit_not_counted", error=type(error).__name__)
        finally:
            _counting.release()

    @after_this_request
    def later(response: Response) -> Response:
        response.call_on_close(count)
        return response


def _counts(sharer_id: int) -> bool:
    """Whether this is a visit by a person, other than the sharer and staff, who does not mind being counted."""
    actor, headers = actor_now(), request.headers
    asks_not_to = headers.get("DNT") == "1" or headers.get("Sec-GPC") == "1"
    ahead = "prefetch" in headers.get("Sec-Purpose", headers.get("Purpose", ""))
    return not (
        request.environ["REQUEST_METHOD"] != "GET"  # a request calls itself that for a page's head as well
        or asks_not_to
        or ahead
        or actor.member_id == sharer_id
        or actor.is_staff
        or rules.is_robot(request.user_agent.string)
    )


def _key() -> bytes:
    return str(current_app.config["SECRET_KEY"]).encode()
