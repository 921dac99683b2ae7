"""A clock that jumps, for the processes of one site alone: their one door to the time reads how wrong it is from a file.

Libraries that shift the clock of a whole process break its sleeping as well, so only what the site takes for the time
is shifted; how long it waits for something never depended on that.
"""

import os
import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from tests.faults.load import Load
from tests.faults.stack import Process, Stack

# Hours: a summer time set by hand, minutes of drift, a machine that woke with an empty battery, a day ahead.
JUMPS: Final = (-1.0, 1.0, 0.05, -0.05, -24.0 * 30, 24.0)
WHERE: Final = "WRONG_CLOCK"  # names the file
START: Final = "from tests.faults.clock import main; main()"


@dataclass(frozen=True)
class Clock:
    """What the processes take for the time."""

    folder: Path

    def settings(self) -> dict[str, str]:
        """What a process that begins with `START` needs in its environment to go by this clock."""
        self.set(0)
        return {WHERE: str(self.folder / "clock")}

    def set(self, hours: float) -> None:
        """Set it so many hours ahead of what is true."""
        beside = self.folder / "clock.new"
        beside.write_text(str(hours))
        beside.replace(self.folder / "clock")

    def jump(self, _site: Stack, server: Process, load: Load, chance: random.Random) -> None:
        """Go wrong, let people write meanwhile, and be set right again."""
        self.set(chance.choice(JUMPS))
        load.wait_for(5)
        time.sleep(chance.uniform(0, 1))
        assert server.answers("/questions")
        if chance.random() < 0.5:
            server.kill()
            server.start().ready()
        self.set(0)


def main() -> None:
    """The command line of the site, under a clock that may be wrong."""
    import app
    from community.kernel import clock

    kept, where = clock.now, Path(os.environ[WHERE])

    def now() -> datetime:
        told = clock._set_to.get()  # a tick believes in the moment at which it began, right or wrong
        return told or kept() + timedelta(hours=float(where.read_text()))

    clock.now = now
    app.main()
