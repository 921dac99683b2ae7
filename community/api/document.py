"""The document that describes the REST interface (OpenAPI), and a page that says how to use it."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from apiflask import Schema
from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue

from community.api.blueprint import PREFIX, Resource
from community.api.deeds import HEADER, LONGEST_KEY
from community.api.shapes import ProblemOut
from community.kernel.addresses import LARGEST_ID
from community.kernel.error_words import TITLES
from community.kernel.languages import said
from community.kernel.policy import Permission, public
from community.kernel.problems import MEDIA_TYPE, SLUGS

bp: Final = Resource("document", __name__, tag="Document")
GATE: Final = (422, "refused-by-gate")
SCHEME: Final = "bearer"
PROBLEM: Final = {"$ref": f"#/components/schemas/{ProblemOut.__name__}"}
KEY: Final = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "A name of your own for this deed: sent again within 24 hours, it is not done again.",
    "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_KEY, "pattern": "^[ -~]+$"},
}
OPEN: Final = frozenset({"public", Permission.READ})
REASONS: Final = {
    400: "The request cannot be read.",
    401: "No valid token came with the request.",
    403: "This member, or this token, may not do that.",
    404: "There is no such thing, or it is not to be seen.",
    409: "Somebody was faster, or the thing has changed meanwhile.",
    413: "The body is too large.",
    415: "The body is not JSON.",
    422: "Something in the request is to be mended.",
    429: "Too many requests; Retry-After says when to come back.",
}


@bp.get("/openapi.json")
@public
@bp.doc(hide=True)
def document() -> ResponseReturnValue:
    """Everything that can be called, with what comes back."""
    made: dict[str, Any] = current_app._get_spec("json")  # type: ignore[attr-defined]  # noqa: SLF001
    return made


@bp.get("/docs")
@public
@bp.doc(hide=True)
def docs() -> ResponseReturnValue:
    """How to use the interface, with every call and every type of problem."""
    found: dict[str, Any] = current_app._get_spec("json")  # type: ignore[attr-defined]  # noqa: SLF001
    calls = [
        (method.upper(), path, operation.get("summary", ""))
        for path, item in found["paths"].items()
        for method, operation in item.items()
        if method != "parameters"
    ]
    kinds = [(slug, status, said(TITLES[status])) for status, slug in (*SLUGS.items(), GATE)]
    return render_template("community/api/docs.html", calls=calls, kinds=kinds)


def init_app(app: Flask) -> None:
    """Tell the generator of the document what holds everywhere."""
    app.config.update(
        AUTO_OPERATION_ID=True,
        AUTO_404_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
        DESCRIPTION="Questions, answers, stars and everything around them.",
        SECURITY_SCHEMES={SCHEME: {"type": "http", "scheme": "bearer"}},
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # UTF-8 is shorter and can be read
    app.spec_processor(lambda document: _finished(app, document))  # type: ignore[attr-defined]


def _finished(app: Flask, document: dict[str, Any]) -> dict[str, Any]:
    """The document with what each call may be refused for, and without what is no part of the interface."""
    paths = {path: item for path, item in document["paths"].items() if path.startswith(PREFIX)}
    document["paths"] = paths
    document["tags"] = list({each["name"]: each for each in document.get("tags", [])}.values())
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for name, schema in _schemas(ProblemOut).items():
        schemas.setdefault(name, schema)
    permissions, signed = _permissions(app), _signed(app)
    for path, item in paths.items():
        for method, operation in item.items():
            name = operation["operationId"]
            _finish(operation, method, permissions[name], has_place="{" in path, keyed=name not in signed)
            _say_whether_needed(operation, schemas)
    return document


def _schemas(schema: type[Schema]) -> dict[str, Any]:
    """A schema and those it is made of, as the document writes them."""
    from apispec import APISpec
    from apispec.ext.marshmallow import MarshmallowPlugin

    plugin = MarshmallowPlugin(
        schema_name_resolver=lambda each: getattr(each, "__name__", type(each).__name__)
    )
    spec = APISpec("", "", "3.1.0", plugins=[plugin])
    spec.components.schema(schema.__name__, schema=schema)
    made: dict[str, Any] = spec.to_dict()["components"]["schemas"]
    return made


def _permissions(app: Flask) -> dict[str, str]:
    """What each call asks for, by the name of its operation."""
    return {name: str(getattr(view, "__huzhu_permission__", "public")) for name, view in _operations(app)}


def _signed(app: Flask) -> set[str]:
    """The calls whose senders sign them: what they bring has names of its own, so no key is needed."""
    return {name for name, view in _operations(app) if getattr(view, "__huzhu_signed__", False)}


def _operations(app: Flask) -> Iterator[tuple[str, Callable[..., Any]]]:
    for rule in app.url_map.iter_rules():
        for method in rule.methods or ():
            yield f"{method.lower()}_{rule.endpoint.replace('.', '_')}", app.view_functions[rule.endpoint]


def _finish(operation: dict[str, Any], method: str, permission: str, *, has_place: bool, keyed: bool) -> None:
    is_open, has_body = permission in OPEN, "requestBody" in operation
    operation["security"] = [{}, {SCHEME: []}] if is_open else [{SCHEME: []}]
    if method == "post" and keyed:
        operation.setdefault("parameters", []).append(KEY)
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path" and parameter["schema"].get("type") == "integer":
            parameter["schema"] |= {"minimum": 0, "maximum": LARGEST_ID}
    refusals = {401, 429}
    refusals |= set() if is_open and method == "get" else {403}
    refusals |= {404} if has_place else set()
    refusals |= set() if method == "get" else {409, 422}
    refusals |= {422} if operation.get("parameters") else set()
    refusals |= {400, 413, 415} if has_body else set()
    for status in sorted(refusals):
        operation["responses"][str(status)] = _refusal(REASONS[status])
    operation["responses"]["default"] = _refusal("Any other error.")


def _say_whether_needed(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A body may be left out where nothing in it is needed."""
    for content in operation.get("requestBody", {}).get("content", {}).values():
        name = content["schema"]["$ref"].rpartition("/")[2]
        operation["requestBody"]["required"] = bool(schemas[name].get("required"))


def _refusal(description: str) -> dict[str, Any]:
    return {"description": description, "content": {MEDIA_TYPE: {"schema": PROBLEM}}}
