"""The one door to a language model elsewhere: one request, one deadline, a small answer."""

import json
import time
from typing import Any, Final

import httpx

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
    deadline = time.monotonic() + seconds
    try:
        with (
            httpx.Client(timeout=seconds, follow_redirects=False, trust_env=False) as client,
            client.stream("POST", address, json=body, headers=headers) as response,
        ):
            if response.status_code != httpx.codes.OK:
                message = f"status {response.status_code}"
                raise UnreachableError(message)
            told = b""
            for chunk in response.iter_bytes():
                told += chunk
                if len(told) > MOST_BYTES or time.monotonic() > deadline:
                    message = "too long or too slow"
                    raise UnreachableError(message)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise UnreachableError(type(error).__name__) from None
    try:
        return json.loads(told)
    except (ValueError, RecursionError):
        return None
