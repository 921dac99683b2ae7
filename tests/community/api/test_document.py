"""The document of the REST interface: valid, complete, and open to everyone."""

from typing import TYPE_CHECKING, Any

import pytest
from openapi_spec_validator import validate

from community.kernel.policy import Actor
from tests.community.api.conftest import AsProgram

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

METHODS = {"GET", "POST", "PUT", "PATCH", "DELETE"}
UNLISTED = {"/api/v1/openapi.json", "/api/v1/docs"}


@pytest.fixture
def document(program: AsProgram) -> dict[str, Any]:
    """The document as a program reads it."""
    found: dict[str, Any] = program().done("GET", "/openapi.json")
    return found


def test_the_document_is_valid(document: dict[str, Any]) -> None:
    validate(document)


def test_every_call_stands_in_the_document(app: "Huzhu", document: dict[str, Any]) -> None:
    listed = {(path, method.upper()) for path, item in document["paths"].items() for method in item}
    routes = {
        (rule.rule.replace("<int:", "<").replace("<", "{").replace(">", "}"), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule not in UNLISTED
        for method in METHODS & (rule.methods or set())
    }
    assert listed == routes


def test_every_call_says_how_it_may_be_refused(document: dict[str, Any]) -> None:
    for item in document["paths"].values():
        for method, operation in item.items():
            refusals = {status for status in operation["responses"] if status.startswith("4")}
            assert {"401", "429"} <= refusals
            assert method == "get" or {"403", "409", "422"} <= refusals
            for status in refusals:
                assert "application/problem+json" in operation["responses"][status]["content"]


def test_every_post_takes_an_idempotency_key_unless_it_is_signed(
    app: "Huzhu", document: dict[str, Any]
) -> None:
    listed = {
        path: "Idempotency-Key" in {each["name"] for each in item["post"].get("parameters", ())}
        for path, item in document["paths"].items()
        if "post" in item
    }
    assert [path for path, keyed in listed.items() if not keyed] == ["/api/v1/channels/{name}/messages"]
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and "POST" in (rule.methods or ()):
            view = app.view_functions[rule.endpoint]
            marks = [getattr(view, f"__huzhu_{mark}__", False) for mark in ("once", "signed")]
            assert sorted(marks) == [False, True], rule.rule


def test_no_page_of_the_site_stands_in_it(document: dict[str, Any]) -> None:
    assert all(path.startswith("/api/v1/") for path in document["paths"])


def test_people_can_read_about_the_interface(app: "Huzhu") -> None:
    page = app.test_client().get("/api/v1/docs")
    assert page.status_code == 200
    assert 'id="refused-by-gate"' in page.get_data(as_text=True)


def test_every_list_says_whether_there_is_more(document: dict[str, Any]) -> None:
    def resolved(schema: dict[str, Any]) -> dict[str, Any]:
        named = document["components"]["schemas"]
        return named[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema

    lists = {}
    for path, deeds in document["paths"].items():
        told = deeds.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        given = resolved(told.get("application/json", {}).get("schema", {})).get("properties", {})
        if "items" in given:
            lists[path] = "next" in given
    assert len(lists) > 30
    assert [path for path, says in lists.items() if not says] == []


def test_a_list_that_is_whole_has_no_next_page(program: AsProgram, alice: Actor) -> None:
    assert program(alice).done("GET", "/notification-preferences")["next"] is None
