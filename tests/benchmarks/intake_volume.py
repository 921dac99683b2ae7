"""Four weeks of one large brand: triage of 115,257 messages, and the same through the database.

Run: `.venv/bin/pytest tests/benchmarks/intake_volume.py -q -s` (HUZHU_TEST_DATA with real customer messages; figures vary
with the machine: read the ratio of both to each other, and messages a second of CPU).
"""

import gzip
import itertools
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

import pytest

MESSAGES = 115_257
DATA = Path(os.environ.get("HUZHU_TEST_DATA", "../shared/data")) / "customer_messages"
SETS = {"twcs_spotify_inbound": "author_id", "airline_tweets": "author"}
HUZHU = str(Path(sys.executable).with_name("huzhu"))


def messages(path: Path, count: int = MESSAGES) -> Path:
    """So many messages: real ones, repeated by other authors under other ids."""
    rows = []
    for name, author in SETS.items():
        with gzip.open(DATA / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows += [(row["text"], str(row[author])) for row in map(json.loads, lines)]
    with path.open("w", encoding="utf-8") as out:
        for number, (text, author) in zip(range(count), itertools.cycle(rows), strict=False):
            round_number = number // len(rows)
            record = {"id": f"m{number}", "text": text, "author": f"{author}-{round_number}"}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
    return path


def cost(command: list[str], env: dict[str, str], out: Path) -> tuple[float, float]:
    """Seconds by the clock and of CPU that a command took, with its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with out.open("wb") as target:
        subprocess.run(command, check=True, env=os.environ | env, stdout=target, stderr=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, cpu


@pytest.mark.timeout(3_600)
@pytest.mark.skipif(not DATA.is_dir(), reason="no HUZHU_TEST_DATA with customer messages")
def test_four_weeks_of_one_large_brand(tmp_path: Path) -> None:
    source = messages(tmp_path / "messages.jsonl")
    clock, cpu = cost([HUZHU, "triage", str(source)], {}, tmp_path / "triaged.jsonl")
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(
        f"\ntriage: {clock:.0f} s by the clock, {MESSAGES / cpu:.0f} messages a second of CPU, {largest} MiB"
    )
    env = {"HUZHU_DATA_DIR": str(tmp_path / "var")}
    subprocess.run([HUZHU, "init"], check=True, env=os.environ | env, capture_output=True)
    clock, cpu = cost(
        [HUZHU, "intake", str(source), "--channel", "brand", "--json"], env, tmp_path / "taken.json"
    )
    taken = json.loads((tmp_path / "taken.json").read_text())
    assert taken["taken"] == MESSAGES
    print(
        f"intake: {clock:.0f} s by the clock, {MESSAGES / cpu:.0f} messages a second of CPU, {taken['lanes']}"
    )
    subprocess.run([HUZHU, "check"], check=True, env=os.environ | env)
