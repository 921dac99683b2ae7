"""Every act that is written anywhere has a sentence, so that no line of the log is a riddle."""

import ast
from pathlib import Path

from moderation.audit.catalogue import ACTS
from moderation.review.rules import Decision
from tests.house.sources import ROOT


def literals(path: Path) -> set[str]:
    """The acts that a module hands to `record` in so many words."""
    found = set()
    for call in ast.walk(ast.parse(path.read_text())):
        if not isinstance(call, ast.Call) or not call.args:
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in {"record", "_record"}:
            found |= {each.value for each in _choices(call.args[0]) if isinstance(each.value, str)}
    return found


def _choices(given: ast.expr) -> list[ast.Constant]:
    if isinstance(given, ast.IfExp):
        return [*_choices(given.body), *_choices(given.orelse)]
    return [given] if isinstance(given, ast.Constant) else []


def test_every_act_has_a_sentence() -> None:
    written = {act for path in (ROOT / "moderation").rglob("*.py") for act in literals(path)}
    assert len(written) > 20, "the search does not find what it looks for"
    assert sorted(act for act in written if act not in ACTS) == []


def test_every_decision_of_the_queue_has_a_sentence() -> None:
    assert sorted(each for each in Decision if f"review-{each}" not in ACTS) == []
