"""Errors of the REST interface: one JSON document (RFC 9457) for whatever goes wrong below /api/."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from apiflask import HTTPError
from flask import Response, json, request

from community.kernel.errors import DomainError, SignInNeeded, TooMany
from community.kernel.field_words import in_words
from community.kernel.findings import told
from community.kernel.judging import Judgement
from community.kernel.languages import said
from community.kernel.words import N_

MEDIA_TYPE: Final = "application/problem+json"
ROOT: Final = "/api/"
TYPES: Final = "/api/v1/docs#"  # the page that says what each type means
COLON: Final = N_(": ")
COME_BACK: Final = "10"  # seconds, where nobody knows better
_TOO_MANY: Final = 429
_UNSIGNED: Final = 401
SLUGS: Final[Mapping[int, str]] = {
    400: "unreadable",
    401: "sign-in-needed",
    403: "not-allowed",
    404: "not-found",
    405: "wrong-method",
    409: "conflict",
    410: "gone",
    413: "too-large",
    415: "wrong-content-type",
    422: "invalid",
    429: "too-many",
    500: "broken",
    503: "unavailable",
}


def concerned() -> bool:
    """Whether the running request is one of the REST interface, or of a script that asks for such answers."""
    return request.path.startswith(ROOT) or request.accept_mimetypes.best == MEDIA_TYPE


def by_script() -> bool:
    """Whether a script of one of our pages asks, which tells people in its own place."""
    return request.headers.get("X-Requested-With") == "fetch"


def problem(status: int, title: str, detail: str, *, slug: str = "", **more: object) -> Response:
    """The answer for an error: `title` and `detail` are translated sentences, `more` further members."""
    document: dict[str, object] = {
        "type": TYPES + (slug or SLUGS.get(status, "refused")),
        "title": title,
        "status": status,
        "detail": detail,
        **more,
    }
    answer = Response(json.dumps(document), status, content_type=MEDIA_TYPE)
    if status == _UNSIGNED:
        answer.headers["WWW-Authenticate"] = "Bearer"
    if status == _TOO_MANY:
        answer.headers["Retry-After"] = COME_BACK
    return answer


def of_deed(error: DomainError, title: str) -> Response:
    """The problem of a deed that was refused, with the field and the gate's findings where they are known."""
    more: dict[str, object] = {}
    if error.field is not None:
        more["field"] = error.field
    judgement = getattr(error, "judgement", None)
    if isinstance(judgement, Judgement):
        more |= {"verdict": str(judgement.verdict), "findings": told(judgement.findings)}
    more |= getattr(error, "told", {})
    slug = SLUGS[_UNSIGNED] if isinstance(error, SignInNeeded) else error.slug
    answer = problem(error.status, title, said(error.message, error.params), slug=slug, **more)
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after)
    return answer


def of_request(error: HTTPError, title: str) -> Response:
    """The problem of a request whose parts are not what the document asks for."""
    errors = dict(_by_field(error.detail)) if isinstance(error.detail, dict) else {}
    if not errors:
        return problem(error.status_code, title, title)
    field, sentences = next(iter(errors.items()))
    detail = field + said(COLON) + sentences[0] if field else sentences[0]
    return problem(error.status_code, title, detail, field=field, errors=errors)


def _by_field(detail: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """The sentences of a failed validation by field; nested fields are joined by dots."""
    for found in detail.values():  # one entry for each place: the body, the query
        yield from _flat("", found)


def _flat(path: str, found: object) -> Iterator[tuple[str, list[str]]]:
    if isinstance(found, Mapping):
        for name, deeper in found.items():
            own = "" if name == "_schema" else str(name)
            yield from _flat(f"{path}.{own}".strip("."), deeper)
    elif isinstance(found, list | tuple):
        yield path, [in_words(str(sentence)) for sentence in found]
    else:
        yield path, [in_words(str(found))]
