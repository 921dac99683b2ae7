"""What all resources of the REST interface share: their prefix, and how strictly a body is read."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar, cast

from apiflask import APIBlueprint
from flask import Flask, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

from community.kernel.errors import DomainError, Invalid
from community.kernel.web import csrf
from community.kernel.words import N_

PREFIX: Final = "/api/v1"
LARGEST_BODY: Final = 1_000_000  # bytes; the longest post is a tenth of it

F = TypeVar("F", bound=Callable[..., Any])


class Unreadable(DomainError):
    """The body is not what its content type says."""

    slug = "unreadable"
    status = BadRequest.code


class Resource(APIBlueprint):
    """The views of one resource. No cookie counts here, so nothing can be forged.

    `accounts.session` knows these blueprints by their names, which begin with "api".
    """

    def __init__(self, name: str, import_name: str, tag: str) -> None:
        super().__init__(f"api_{name}", import_name, tag=tag, url_prefix=PREFIX)

    def input(self, schema: Any, location: str = "json", *more: Any, **given: Any) -> Callable[[F], F]:
        """Read the body or the query by a schema; a body must be a JSON object of real text."""
        declare: Callable[[F], F] = super().input(schema, location, *more, **given)
        if location != "json":
            return declare
        needed = any(part.required for part in schema().fields.values())
        return lambda view: _strict(declare(view), needed=needed)


def attach(app: Flask, *resources: Resource) -> None:
    """Register resources; requests with a key need no token against forgery."""
    for resource in resources:
        csrf.exempt(resource)
        app.register_blueprint(resource)


def _strict(view: F, *, needed: bool) -> F:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        _check_body(needed=needed)
        return view(*args, **kwargs)

    return cast("F", guarded)


def _check_body(*, needed: bool) -> None:
    """Refuse what no schema can judge: other content types, broken or endless JSON, half characters."""
    if (request.content_length or 0) > LARGEST_BODY:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=True)
    if len(raw) > LARGEST_BODY:
        raise RequestEntityTooLarge
    if not raw and not needed:
        return
    if not raw:
        raise Unreadable(N_("This needs a JSON object as its body."))
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        body = json.loads(raw)
        halved = _halved(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(N_("The body is not JSON that can be read.")) from error
    if halved is not None:
        raise Invalid(
            N_("The text holds half a character (a lone surrogate); send whole ones."), field=halved or None
        )
    if not isinstance(body, dict):
        raise Invalid(N_("The body must be a JSON object."))


def _halved(body: Any) -> str | None:
    """The place of the first text that holds half a character, as refusals name it; None where all are whole."""
    if _is_whole(body):
        return None
    steps = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for name, deeper in steps:
        if not _is_whole(deeper):
            return f"{name}.{_halved(deeper)}".rstrip(".") if _is_whole(name) else ""
    return ""


def _is_whole(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
