"""Pytest's knowledge of this machine: skip loudly what it cannot run, start private servers for the rest.

A test marked `postgres`, `redis`, `browser` or `fonts` runs only where that is installed. Elsewhere it
is skipped and counted at the end; with CI=true it fails instead. A test in a browser that fails is tried
once more, and named at the end.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import quick_disk, servers
from tests.tools.system_packages import NEEDS, Need

ROOT = Path(__file__).resolve().parent.parent
SERVERS_FOLDER = "HUZHU_TEST_SERVERS"
LACKS = "this machine lacks "

_missing: dict[str, Need] | None = None


def missing() -> dict[str, Need]:
    """What this machine lacks, by marker; looked up once a process."""
    global _missing  # noqa: PLW0603 - looking costs several processes
    if _missing is None:
        _missing = {need.marker: need for need in NEEDS if need.find() is None}
    return _missing


def must_have_all() -> bool:
    """Whether a missing program is a failure instead of a skip."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}


def data_folder() -> Path:
    """Where the large sets of real questions lie, if anywhere."""
    return Path(os.environ.get("HUZHU_TEST_DATA", ROOT.parent / "shared" / "data"))


def pytest_configure(config: pytest.Config) -> None:
    """Choose one folder for the servers of this run; workers inherit it."""
    if not hasattr(config, "workerinput"):
        os.environ[SERVERS_FOLDER] = str(quick_disk.make_folder())
        # Where compiled modules are not kept, each of a hundred commands compiles the house anew.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop whatever the run has started."""
    if not hasattr(config, "workerinput"):
        servers.stop_all(Path(os.environ.pop(SERVERS_FOLDER)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip, or in CI fail, a test whose needs this machine does not meet."""
    wanted = {mark.name for mark in item.iter_markers()} & {need.marker for need in NEEDS}
    for marker in sorted(wanted & missing().keys()):
        sentence = LACKS + missing()[marker].title
        if must_have_all():
            pytest.fail(sentence, pytrace=False)
        pytest.skip(sentence)
    if item.get_closest_marker("data") and not data_folder().is_dir():
        pytest.skip(f"{LACKS}the data folder {data_folder()} (set HUZHU_TEST_DATA)")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Tests that share what is made once a module run in one process: in two, it would be made twice."""
    for item in items:
        definitions = item._fixtureinfo.name2fixturedefs.values()
        if item.get_closest_marker("xdist_group") is None and any(
            each[-1].scope == "module" for each in definitions
        ):
            item.add_marker(pytest.mark.xdist_group(str(item.path.relative_to(ROOT))))
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1))
    yield
    for item in items:
        # xdist 3.8 writes the group where pytest 9.2 no longer looks, and then gives each test to anyone.
        if (named := getattr(item, "_nodeid", item.nodeid)) != item.nodeid:
            item._id = type(item._id).parse(named)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say plainly how many tests did not run, and what would make them; and which ones did not pass at once."""
    _say_second_tries(terminalreporter)
    counts: Counter[str] = Counter()
    for report in terminalreporter.getreports("skipped"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        if LACKS in reason:
            counts[reason.partition(LACKS)[2]] += 1
    if not counts:
        return
    terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
    for title, count in sorted(counts.items()):
        terminalreporter.write_line(f"{count} skipped: {LACKS}{title}", red=True)


def _say_second_tries(terminalreporter: pytest.TerminalReporter) -> None:
    """Such a test waits for too little, or the product does: both are for mending, and nobody looks for what is not said."""
    again = terminalreporter.getreports("rerun")
    if again:
        terminalreporter.section("PASSED OR FAILED AT A SECOND TRY", sep="!", yellow=True, bold=True)
    for report in again:
        terminalreporter.write_line(f"{report.nodeid}: {_first_reason(report)}")


def _first_reason(report: pytest.TestReport) -> str:
    """What was wrong, in one line."""
    lines = [line[2:].strip() for line in report.longreprtext.splitlines() if line.startswith("E ")]
    return next(filter(None, lines), report.longreprtext.strip().rpartition("\n")[2])


@pytest.fixture(scope="session")
def worker_number(request: pytest.FixtureRequest) -> int:
    """Which of the parallel test processes this is, from 0."""
    name = str(getattr(request.config, "workerinput", {}).get("workerid", "gw0"))
    return int(name.removeprefix("gw"))


@pytest.fixture(scope="session")
def postgres_server() -> servers.PostgresServer:
    """A private PostgreSQL server on a loopback port, one for the whole run."""
    if "postgres" in missing():
        pytest.skip(LACKS + missing()["postgres"].title)
    return servers.postgres(Path(os.environ[SERVERS_FOLDER]))


@pytest.fixture(scope="session")
def postgres_url(postgres_server: servers.PostgresServer, worker_number: int) -> str:
    """The SQLAlchemy address of an empty database that belongs to this test process alone."""
    return postgres_server.create_database(f"huzhu_{worker_number}")


@pytest.fixture(scope="session")
def redis_url(worker_number: int) -> str:
    """The address of a private Redis; each test process has its own numbered database."""
    if "redis" in missing():
        pytest.skip(LACKS + missing()["redis"].title)
    server = servers.redis(Path(os.environ[SERVERS_FOLDER]))
    return f"redis://127.0.0.1:{server.port}/{worker_number}"


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The system's browser."""
    if "browser" in missing():
        pytest.skip(LACKS + missing()["browser"].title)
    found = next(need.find() for need in NEEDS if need.marker == "browser")
    assert found is not None
    return found


@pytest.fixture(scope="session")
def browser(chromium_path: Path) -> Iterator[object]:
    """A headless Chromium, driven by Playwright, one for all tests of a process."""
    from playwright.sync_api import sync_playwright

    # Root may not use Chromium's sandbox; the pages are our own.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=arguments)
        yield running
        running.close()
