"""Every route says who may use it, and none that changes something is open to reading alone."""

from collections.abc import Iterator

import pytest
from flask import Flask

from community.kernel.policy import Permission

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# Flask's own route for static files; it has no view of ours.
FOREIGN = {"static"}


def declared(view: object) -> str | None:
    """What a view declares, looked for through its decorators."""
    while view is not None:
        if found := getattr(view, "__huzhu_permission__", None):
            return str(found)
        view = getattr(view, "__wrapped__", None)
    return None


def routes(app: Flask) -> Iterator[tuple[str, frozenset[str], str | None]]:
    """Every route of ours: address, methods, what it declares."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.split(".")[-1] not in FOREIGN:
            view = app.view_functions[rule.endpoint]
            yield rule.rule, frozenset(rule.methods or ()), declared(view)


def test_each_route_declares_its_permission(house: Flask) -> None:
    assert [address for address, _methods, said in routes(house) if said is None] == []


def test_what_a_route_declares_is_a_permission_or_public(house: Flask) -> None:
    known = {*Permission, "public"}
    assert {said for _address, _methods, said in routes(house) if said} <= known


def test_no_route_that_writes_asks_only_for_reading(house: Flask) -> None:
    loose = [
        address for address, methods, said in routes(house) if methods & WRITES and said == Permission.READ
    ]
    assert loose == []


@pytest.mark.parametrize("address", ["/", "/questions", "/ask", "/search", "/sign-in", "/healthz", "/review"])
def test_the_promised_addresses_exist(house: Flask, address: str) -> None:
    assert address in {rule.rule for rule in house.url_map.iter_rules()}
