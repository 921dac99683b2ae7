"""A clock that jumps, for the processes of one site alone."""

import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.load import Load
from tests.faults.stack import Process, Stack
from tests.tools.system_packages import faketime

# Hours: a summer time set by hand, a wrong zone, a machine that woke with an empty battery, a day ahead.
JUMPS: Final = (-1.0, 1.0, 0.05, -0.05, -24.0 * 30, 24.0)


@dataclass(frozen=True)
class Clock:
    """What the processes take for the time, apart from the length of waits."""

    folder: Path

    @property
    def _file(self) -> Path:
        return self.folder / "clock"

    def settings(self) -> dict[str, str]:
        """What a process needs in its environment to go by this clock."""
        self.set(0)
        library = faketime()
        assert library is not None
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def set(self, hours: float) -> None:
        """Set it so many hours ahead of what is true."""
        beside = self.folder / "clock.new"
        beside.write_text(f"{hours * 3600:+.0f}")
        beside.replace(self._file)

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
