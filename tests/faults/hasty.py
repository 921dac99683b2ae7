"""A site that tries its letters again within moments instead of hours; what it does between is the same."""

from datetime import timedelta
from typing import Final

START: Final = "from tests.faults.hasty import main; main()"
TIMEOUT_SECONDS: Final = 1.0
TAKING_SECONDS: Final = 2.5


def main() -> None:
    """The command line of the site, in a hurry where it carries letters."""
    import app
    from community.kernel import jobs, mailer, worker

    mailer.TIMEOUT_SECONDS = TIMEOUT_SECONDS  # type: ignore[misc, assignment]
    mailer.TAKING_SECONDS = TAKING_SECONDS  # type: ignore[misc, assignment]
    mailer.PARTING_SECONDS = TIMEOUT_SECONDS  # type: ignore[misc, assignment]
    jobs.BACK_OFF = timedelta(milliseconds=20)  # type: ignore[misc]
    jobs.LONGEST_BACK_OFF = timedelta(milliseconds=200)  # type: ignore[misc]
    worker.POLL_SECONDS = 0.1
    app.main()
