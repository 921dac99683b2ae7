"""Connections to PostgreSQL over a network that may swallow what is sent: either side finds out soon that it is alone.

A host that loses its power, or its cable, says no goodbye. Its locks would stay, that of whoever looks at the clock
among them, until the kernel of the database's host gives up, which by default takes two hours; and whoever waits for an
answer of a database that is gone so would wait a quarter of an hour.
"""

from typing import Any, Final

from sqlalchemy import Engine, event
from sqlalchemy.engine import make_url

# https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS, in seconds, the last in milliseconds
OURS: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 4,
    "tcp_user_timeout": 30_000,
}
# https://www.postgresql.org/docs/current/runtime-config-connection.html#RUNTIME-CONFIG-TCP
_THEIRS: Final = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4; "
    "SET tcp_user_timeout = 30000"
)


def ours(url: str) -> dict[str, Any]:
    """What our side of a connection to `url` is made with; what the address itself says holds."""
    said = make_url(url).query
    return {name: value for name, value in OURS.items() if name not in said}


def mind(engine: Engine) -> None:
    """Have the database's side of each new connection do the same: as statements, which poolers between let through."""

    @event.listens_for(engine, "connect")
    def connected(connection: Any, _record: object) -> None:
        connection.autocommit = True
        connection.execute(_THEIRS)
        connection.autocommit = False
