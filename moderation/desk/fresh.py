"""Answers that are sent only to those who do not have them yet."""

from flask import Response, request


def unless_known(answer: Response) -> Response:
    """The answer with its fingerprint; an empty one (304) for whoever names the same fingerprint."""
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
