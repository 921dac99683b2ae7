"""The numbers of this process that Prometheus comes for."""

from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric
from prometheus_client.registry import Collector

numbers: Final = CollectorRegistry()
requests_total: Final = Counter(
    "huzhu_requests", "Requests answered", ["method", "endpoint", "status"], registry=numbers
)
notes: Final = Counter(
    "huzhu_notes", "Notes aside from requests: written, dropped, failed", ["outcome"], registry=numbers
)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
request_seconds: Final = Histogram("huzhu_request_seconds", "Time to answer", ["endpoint"], registry=numbers)


class _OfOneProcess(Collector):
    """The same numbers, each with the name of the process that counted it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def collect(self) -> Iterator[Metric]:
        for each in numbers.collect():
            each.samples = [
                sample._replace(labels={**sample.labels, "process": self.name}) for sample in each.samples
            ]
            yield each


_shown: list[CollectorRegistry] = [numbers]


def name_process(name: str) -> None:
    """Tell the numbers of this process from those of its siblings, which answer at the same address in turn.

    Without that a counter would seem to begin anew with each visit that another process answers.
    """
    _shown[0] = CollectorRegistry()
    _shown[0].register(_OfOneProcess(name))


def shown() -> CollectorRegistry:
    """The numbers as they are told; `process` stands at them where several processes serve."""
    return _shown[0]


def count(method: str, endpoint: str, status: int, seconds: float | None) -> None:
    """Note one answer. Methods that somebody made up are one: each number stays in memory for good."""
    requests_total.labels(method if method in METHODS else "other", endpoint, status).inc()
    if seconds is not None:
        request_seconds.labels(endpoint).observe(seconds)
