"""What thousands of applications in one process need not do again and again: only time is spared, nothing is left out.

An application is made for nearly every test. Nearly all of that is building the same 560 addresses, and most
of the rest of a test that looks at a page on compiling the same templates. Both depend on their text alone.
"""

import gc
import io
from collections.abc import Callable
from typing import Any, Final

from flask import Flask
from flask.templating import Environment
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

# Rarer looks for circles: an application is some hundred thousand objects, and a dozen of them may wait to be let go.
COLLECT_AFTER: Final = (50_000, 10, 10)

_builders: Final[dict[tuple[object, ...], Callable[..., tuple[str, str]]]] = {}
_templates: Final[dict[str, bytes]] = {}


class KeptTemplates(BytecodeCache):
    """Compiled templates in memory; jinja compares the text before it takes one."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled under this name."""
        found = _templates.get(bucket.key)
        if found is not None:
            bucket.load_bytecode(io.BytesIO(found))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        kept = io.BytesIO()
        bucket.write_bytecode(kept)
        _templates[bucket.key] = kept.getvalue()


def pytest_configure() -> None:
    """Begin, before the first application is made."""
    gc.set_threshold(*COLLECT_AFTER)
    _keep_builders()
    _keep_templates()


def _keep_builders() -> None:
    compile_one: Callable[[Rule, bool], Callable[..., tuple[str, str]]] = Rule._compile_builder

    def kept(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        turns = tuple((name, type(turned)) for name, turned in sorted(rule._converters.items()))
        key = (rule.rule, rule.host, rule.subdomain, repr(rule.defaults), turns, append_unknown)
        if key not in _builders:
            _builders[key] = compile_one(rule, append_unknown)
        return _builders[key]

    Rule._compile_builder = kept  # type: ignore[method-assign]


def _keep_templates() -> None:
    make: Callable[[Flask], Environment] = Flask.create_jinja_environment
    cache = KeptTemplates()

    def made(app: Flask) -> Any:
        environment = make(app)
        environment.bytecode_cache = cache
        return environment

    Flask.create_jinja_environment = made  # type: ignore[method-assign]
