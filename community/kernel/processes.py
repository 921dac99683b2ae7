"""Other processes that work for this one, and end when it does, however it ends."""

import os
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

_LOOK_EVERY: Final = 0.5


def pool(workers: int) -> ProcessPoolExecutor:
    """So many fresh processes that share nothing with this one."""
    return ProcessPoolExecutor(
        workers, mp_context=get_context("spawn"), initializer=_end_with, initargs=(os.getpid(),)
    )


def _end_with(parent: int) -> None:
    """Let this process end soon after its parent: nobody else would ever ask it for anything."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_EVERY)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
