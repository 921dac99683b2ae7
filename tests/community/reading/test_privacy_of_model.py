"""The page on privacy names a language service where one is asked, and nowhere else."""

from pathlib import Path

import pytest

from tests.conftest import make_app

ASKED = "also asks a language service"


@pytest.mark.parametrize(("model", "told"), [("tiny", True), ("", False)])
def test_a_service_is_named_that_is_asked(
    tmp_path: Path, empty_database: bytes, model: str, *, told: bool
) -> None:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path, llm_url="http://127.0.0.1:9/v1", llm_model=model)
    assert (ASKED in app.test_client().get("/privacy?lang=en").text) == told
