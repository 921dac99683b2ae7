"""Who sends what no client sends makes the numbers for Prometheus no larger: they stay in memory for good."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from community.kernel import health


def series(client: FlaskClient) -> set[str]:
    lines = client.get("/metrics").text.splitlines()
    return {line.rpartition(" ")[0] for line in lines if line.startswith("huzhu_requests_total")}


def test_methods_that_somebody_made_up_are_one_number(client: FlaskClient) -> None:
    client.open("/", method="MADEUP")
    before = series(client)
    for number in range(20):
        client.open("/", method=f"MADEUP{number}")
    assert len(series(client) - before) <= 1  # the asking itself


def test_the_numbers_of_the_process_are_told_while_the_database_is_away(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are what tells of the outage; how many jobs wait is not known then, and not said."""

    def away() -> int:
        raise OperationalError("SELECT 1", {}, OSError("connection refused"))

    client = app.test_client()
    assert "huzhu_jobs_dead 0.0" in client.get("/metrics").text
    for name in ("waiting_count", "dead_count"):
        monkeypatch.setattr(health.job_care, name, away)
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert "huzhu_requests_total" in answer.text
    assert "huzhu_jobs" not in answer.text
