"""What a program sends as a filter of the queue is one of the words of the document, or is refused."""

import pytest
from flask import Flask

from community.kernel.policy import Actor
from tests.security.town import key_of


@pytest.mark.parametrize("name", ["kind", "state", "seen", "language", "age"])
def test_a_sign_that_nobody_sees_is_no_filter(app: Flask, carol: Actor, name: str) -> None:
    key = {"Authorization": f"Bearer {key_of(carol.id)}"}
    asked = app.test_client().get(f"/api/v1/review/items?{name}=%C2%93", headers=key)
    assert (asked.status_code, asked.content_type) == (422, "application/problem+json")
