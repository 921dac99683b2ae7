"""How fast triage is and what it weighs: load, one message at a time, and the command on a month of messages."""

import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from itertools import cycle, islice
from pathlib import Path

import psutil
import pytest

DATA = Path(os.environ.get("HUZHU_TEST_DATA", Path(__file__).parents[2] / "../shared/data"))
MONTH = 115_257
LOAD = """
import time, psutil
start = time.perf_counter()
from moderation.triage.analyse import analyse
from moderation.triage.records import Message
analyse(Message("warm")); analyse(Message("预热"))
from moderation.triage import linear
for path in linear.FOLDER.glob("*.bin"):
    linear.load(path.stem)
spent = time.perf_counter() - start
print(f"load {spent:.2f} s, whole process {psutil.Process().memory_info().rss >> 20} MiB")
"""

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here"),
]


def messages() -> list[str]:
    """Real customer messages of every kind at hand, as records."""
    from moderation.triage.training import corpora

    sets = ("airline_tweets", "twcs_spotify_inbound", "banking77_intents", "zh_online_shopping_reviews")
    texts = [row["text"] for name in sets for row in corpora.rows(DATA, f"customer_messages/{name}")]
    return [json.dumps({"id": number, "text": text}) for number, text in enumerate(texts)]


def test_load_time_and_memory() -> None:
    print(
        "\n"
        + subprocess.run([sys.executable, "-c", LOAD], capture_output=True, text=True, check=True).stdout,
        end="",
    )


def test_one_process() -> None:
    from moderation.triage.cli import judge

    lines = [line.encode() for line in messages()[::5]]
    start = time.process_time()
    for line in lines:
        judge(line)
    spent = time.process_time() - start
    print(f"\none process: {len(lines)} messages, {len(lines) / spent:.0f} a CPU second")


def test_the_command_on_a_month_of_one_large_brand(tmp_path: Path) -> None:
    source = tmp_path / "month.jsonl"
    source.write_text("\n".join(islice(cycle(messages()), MONTH)) + "\n", encoding="utf-8")
    code = "from moderation.triage.cli import triage; triage()"
    start = time.perf_counter()
    peak = 0
    with source.open("rb") as file, (tmp_path / "out.jsonl").open("wb") as out:
        command = psutil.Popen([sys.executable, "-c", code], stdin=file, stdout=out)
        while command.poll() is None:
            peak = max(peak, resident(command))
            time.sleep(0.3)
    spent = time.perf_counter() - start
    written = (tmp_path / "out.jsonl").read_bytes().count(b"\n")
    print(f"\ncommand: {written} messages in {spent:.0f} s; at most {peak >> 20} MiB in all its processes")
    assert (command.returncode, written) == (0, MONTH)


def resident(command: psutil.Popen) -> int:
    """Memory of a process and its children, in bytes; what they share is counted once for each."""
    total = 0
    for process in (command, *command.children(recursive=True)):
        with suppress(psutil.Error):
            total += process.memory_info().rss
    return total
