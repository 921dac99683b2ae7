"""Who sends what no client sends makes the numbers for Prometheus no larger: they stay in memory for good."""

from flask.testing import FlaskClient


def series(client: FlaskClient) -> set[str]:
    lines = client.get("/metrics").text.splitlines()
    return {line.rpartition(" ")[0] for line in lines if line.startswith("huzhu_requests_total")}


def test_methods_that_somebody_made_up_are_one_number(client: FlaskClient) -> None:
    client.open("/", method="MADEUP")
    before = series(client)
    for number in range(20):
        client.open("/", method=f"MADEUP{number}")
    assert len(series(client) - before) <= 1  # the asking itself
