"""A data folder that nothing can be written to any more, below a site that runs, and that can be written to again.

A file system with files open for writing cannot be made read-only from outside; the kernel alone does that, after an
error. What processes then meet is made here of two parts: what they open anew refuses (a read-only mount over the
folder, or its permissions where we may not mount), and what they hold open takes no byte more (a limit of nought).
"""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from tests.faults.scenarios import limited
from tests.faults.stack import Process

WRITING: Final = 0o222


def can_be_closed() -> bool:
    """Whether a folder can be closed here: root is kept out by a mount alone, and containers may forbid that."""
    if os.geteuid() != 0:
        return True
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True, check=False).returncode == 0


@contextmanager
def read_only(folder: Path, *processes: Process) -> Iterator[None]:
    """Let nothing below `folder` be written by `processes` and those that they have started."""
    with ExitStack() as leaving:
        leaving.enter_context(_mounted(folder) if os.geteuid() == 0 else _forbidden(folder))
        for each in processes:
            leaving.enter_context(limited(each, 0))
        yield


@contextmanager
def _mounted(folder: Path) -> Iterator[None]:
    """Read-only where nobody is yet, then put over the folder: between two steps on the spot a file may be opened."""
    beside = folder.with_name(f"{folder.name}-read-only")
    beside.mkdir(exist_ok=True)
    subprocess.run(["mount", "--bind", folder, beside], check=True)
    try:
        subprocess.run(["mount", "--options", "remount,bind,ro", beside], check=True)
        subprocess.run(["mount", "--bind", beside, folder], check=True)
    finally:
        subprocess.run(["umount", "--lazy", beside], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@contextmanager
def _forbidden(folder: Path) -> Iterator[None]:
    modes = {path: path.stat().st_mode for path in (folder, *folder.rglob("*"))}
    for path, mode in modes.items():
        path.chmod(mode & ~WRITING)
    try:
        yield
    finally:
        for path, mode in modes.items():
            path.chmod(mode)
