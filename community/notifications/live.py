"""What a page asks now and then: cheap to find out, and cheaper still to say that nothing is new.

A request holds a worker for a millisecond and is over; a stream would hold one for as long as the page is open.
"""

from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.languages import current_language
from community.kernel.policy import Actor
from community.notifications import queries


@dataclass(frozen=True, slots=True)
class Seen:
    """What there is now. `newest` is the number of the newest unread piece of news."""

    unread: int
    newest: int


def look(by: Actor) -> Seen:
    """The news of a reader in one statement; a visitor has none."""
    if by.member_id is None:
        return Seen(0, 0)
    row = db.session.execute(select(queries.unread_of(by), queries.newest_of(by))).one()
    return Seen(row[0] or 0, row[1] or 0)


def rendered(template: str, **given: object) -> str:
    """A part of a page without the frame of pages, which would count what nobody asked for."""
    page = current_app.jinja_env.get_template(template)
    return page.render(lang=current_language(), **given)
