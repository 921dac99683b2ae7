"""Of several processes at one address, each says which one its numbers are of."""

import re

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from community.kernel import metrics


def test_of_several_processes_each_number_names_its_own(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/healthz")
    alone = client.get("/metrics").text
    assert "process=" not in alone
    monkeypatch.setattr(metrics, "_shown", [metrics.numbers])
    metrics.name_process("3")
    told = client.get("/metrics").text
    own = [line for line in told.splitlines() if re.match("huzhu_(requests|notes|request_seconds)", line)]
    assert own
    assert all('process="3"' in line for line in own)
    assert list(text_string_to_metric_families(told))
