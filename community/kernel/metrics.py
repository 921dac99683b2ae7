"""The numbers of this process that Prometheus comes for."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

numbers: Final = CollectorRegistry()
requests_total: Final = Counter(
    "huzhu_requests", "Requests answered", ["method", "endpoint", "status"], registry=numbers
)
notes: Final = Counter(
    "huzhu_notes", "Notes aside from requests: written, dropped, failed", ["outcome"], registry=numbers
)
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
request_seconds: Final = Histogram("huzhu_request_seconds", "Time to answer", ["endpoint"], registry=numbers)


def count(method: str, endpoint: str, status: int, seconds: float | None) -> None:
    """Note one answer. Methods that somebody made up are one: each number stays in memory for good."""
    requests_total.labels(method if method in METHODS else "other", endpoint, status).inc()
    if seconds is not None:
        request_seconds.labels(endpoint).observe(seconds)
