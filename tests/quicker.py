"""What thousands of applications in one process need not do again and again: only time is spared, nothing is left out.

An application is made for nearly every test. Nearly all of that is building the same 560 addresses, and most
of the rest of a test is spent on compiling the same statements and the same templates, and on waiting for a disk.
The first three depend on their text alone; a row of a test need not outlive a power cut.
"""

import gc
import io
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Engine
from sqlalchemy.orm import Mapper
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

# Rarer looks for circles: an application is some hundred thousand objects, and a dozen of them may wait to be let go.
COLLECT_AFTER: Final = (50_000, 10, 10)

# More than the longest run of a process asks, so that what comes back after hours is still there.
STATEMENTS_KEPT: Final = 6_000
OF_A_RULE: Final = ("_trace", "_parts", "_converters", "arguments", "_build", "_build_unknown")

_compiled: Final[dict[tuple[object, ...], dict[str, Any]]] = {}
_templates: Final[dict[tuple[type, str], bytes]] = {}


class KeptTemplates(BytecodeCache):
    """Compiled templates in memory, by the kind of what compiled them; jinja compares the text before it takes one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled under this name."""
        found = _templates.get((type(bucket.environment), bucket.key))
        if found is not None:
            bucket.load_bytecode(io.BytesIO(found))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        kept = io.BytesIO()
        bucket.write_bytecode(kept)
        _templates[type(bucket.environment), bucket.key] = kept.getvalue()


def pytest_configure() -> None:
    """Begin, before the first application is made."""
    gc.set_threshold(*COLLECT_AFTER)
    _keep_rules()
    _keep_statements()
    _keep_templates()


class KeptStatements(LRUCache[tuple[Any, ...], Any]):
    """Compiled statements of all databases of one kind: each engine would begin with none."""

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        """Give what was compiled for an engine of this kind."""
        return super().get(_of_kind(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        """Keep what was compiled for an engine."""
        super().__setitem__(_of_kind(key), compiled)


def _of_kind(key: tuple[Any, ...]) -> tuple[Any, ...]:
    """The key of a statement, with the kind of the database it is for instead of that database."""
    dialect, *statement = key
    return (type(dialect), dialect.dbapi, dialect.server_version_info, *statement)


def _keep_statements() -> None:
    statements = KeptStatements(STATEMENTS_KEPT)
    Engine._compiled_cache = property(lambda _engine: statements, lambda _engine, _its_own: None)  # type: ignore[assignment]
    Mapper._compiled_cache = statements  # else the rows that are written have a place of their own


def _keep_rules() -> None:
    compile_one: Callable[[Rule], None] = Rule.compile

    def kept(rule: Rule) -> None:
        kinds = tuple(rule.map.converters.values())
        key = (rule.rule, rule.host, rule.subdomain, repr(rule.defaults), rule.merge_slashes, kinds)
        key = (*key, rule.map.host_matching)
        if key not in _compiled:
            compile_one(rule)
            _compiled[key] = {name: vars(rule)[name] for name in OF_A_RULE}
        vars(rule).update(_compiled[key])
        for name in ("_build", "_build_unknown"):  # bound to the rule they were compiled for
            setattr(rule, name, _compiled[key][name].__func__.__get__(rule, None))

    Rule.compile = kept  # type: ignore[method-assign]


def _keep_templates() -> None:
    make: Callable[[Flask], Environment] = Flask.create_jinja_environment
    cache = KeptTemplates()

    def made(app: Flask) -> Any:
        environment = make(app)
        environment.bytecode_cache = cache
        return environment

    Flask.create_jinja_environment = made  # type: ignore[method-assign]
