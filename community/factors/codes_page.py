"""The recovery codes, shown once, whichever factor brought them."""

from flask import render_template
from flask.typing import ResponseReturnValue

from community.accounts import session as sessions


def codes_page(made: list[str], target: str = "", *, begun: bool = False) -> ResponseReturnValue:
    """The recovery codes, this once."""
    member = sessions.signed_in_member()
    return render_template(
        "community/factors/codes.html", member=member, codes=made, target=target, begun=begun
    )
