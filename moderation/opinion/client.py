"""The one door to a language model elsewhere: one request, one deadline, a small answer."""

import json
from http import HTTPStatus
from typing import Any, Final

from community.kernel import outgoing

MOST_BYTES: Final = 64 * 1024


class UnreachableError(Exception):
    """No usable answer in time."""


def ask(url: str, key: str, body: dict[str, Any], *, seconds: float) -> object:
    """POST to a chat-completions endpoint; the JSON that it answers. Raises UnreachableError after `seconds`.

    `url` may name the endpoint itself or what stands before `/chat/completions`. Redirects are not followed, so
    that the key goes nowhere else.
    """
    address = url.rstrip("/")
    if not address.endswith("/chat/completions"):
        address += "/chat/completions"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    try:
        answer = outgoing.ask(
            "POST",
            address,
            seconds=seconds,
            most_bytes=MOST_BYTES,
            admits=outgoing.is_machine,
            headers=headers,
            json=body,
        )
    except (outgoing.Refused, outgoing.Unanswered) as error:
        raise UnreachableError(str(error)) from None
    if answer.status != HTTPStatus.OK:
        message = f"status {answer.status}"
        raise UnreachableError(message)
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
