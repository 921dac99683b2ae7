"""What is wrong with a field is told in the reader's language, whatever field it is and whatever was sent."""

from collections.abc import Iterator
from typing import Any

import pytest
from marshmallow import Schema, ValidationError

from community.kernel.languages import speaking
from community.kernel.policy import Actor
from community.kernel.problems import _by_field
from tests.community.api.conftest import BODY, TITLE, AsProgram
from tests.community.api.test_problems import problem

SENT: tuple[Any, ...] = (
    *(None, True, 0, -1, 2**63, 10**400, 1.5, float("nan"), float("inf")),
    *("", " ", "x", "x" * 70_000, "-1", "1e3", "2026-02-30T00:00:00Z", "2026-13-01"),
    *([], [None], ["x"], ["x"] * 200, [[]], [[1, 2, 3]], {}, {"x": None}, {"x": 10**400}),
)


def asked_for(app: Any) -> Iterator[tuple[str, Schema]]:
    """Each schema of what programs send, by the name of its view."""
    for name, view in app.view_functions.items():
        spec = getattr(view, "_spec", {})
        for found in (spec.get("body"), *(schema for schema, _place in spec.get("args", []))):
            if found is not None and name.startswith("api_"):
                yield name, found() if isinstance(found, type) else found


def test_every_refusal_of_a_field_is_in_chinese_for_chinese_readers(app: Any) -> None:
    tried, english = 0, set()
    with app.app_context(), speaking("zh-Hans"):
        for view, schema in asked_for(app):
            for name, field in schema.fields.items():
                tried += 1
                for sent in SENT:
                    try:
                        field.deserialize(sent)
                    except ValidationError as error:
                        told = _by_field({"json": {name: error.messages}})
                        sentences = [(view, place, each) for place, found in told for each in found]
                        english |= {
                            each for each in sentences if not any("\u4e00" <= c <= "\u9fff" for c in each[2])
                        }
    assert tried > 200
    assert not english


def test_an_english_reader_is_told_without_words_of_the_library(app: Any) -> None:
    with app.app_context():
        told = dict(
            _by_field(
                {"json": {"stars": ["Must be greater than or equal to 1 and less than or equal to 5."]}}
            )
        )
    assert told == {"stars": ["This must be between 1 and 5."]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"tags": "mesh"}, "tags：这一项必须是列表。"),
        ({"title": "x" * 1_001}, "title：长度必须在1到1000之间。"),
        ({"title": 7}, "title：这一项必须是文本。"),
        ({"colour": "red"}, "colour：这里没有这个字段。"),
    ],
)
def test_a_program_reads_it_so(
    program: AsProgram, alice: Actor, change: dict[str, Any], sentence: str
) -> None:
    sent = {"title": TITLE, "body": BODY, "tags": ["mesh"]} | change
    told = problem(program(alice)("POST", "/questions?lang=zh-Hans", sent), 422)
    assert told["detail"] == sentence
