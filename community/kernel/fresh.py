"""Answers that are sent only to those who do not have them yet."""

from typing import Final

from flask import Response, request

# Kept by one browser, which asks each time whether it is still the same.
ONES_OWN: Final = "private, no-cache"


def unless_known(answer: Response, keeping: str = ONES_OWN) -> Response:
    """The answer with its fingerprint; an empty one (304) for whoever names the same fingerprint.

    `keeping` says who may keep it, and how long without asking.
    """
    answer.add_etag()
    answer.headers["Cache-Control"] = keeping
    answer.make_conditional(request)
    return answer
