"""How often private data is found where there is hardly any, by community and kind; and what finding it costs.

`make bench BENCH=private_data` prints the table; nothing is asserted here (`tests/moderation/triage/test_private_data.py` does).
"""

import time
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from community.imports.stackexchange import reader
from community.kernel.html_to_markdown import html_to_markdown
from moderation.triage import pii
from tests.machine import data_folder


def texts() -> Iterator[tuple[str, list[str]]]:
    """Posts and comments of each community, as Markdown."""
    for dump in sorted(each for each in (data_folder() / "qa_dumps").iterdir() if each.is_dir()):
        for kind, column in (("Posts", "Body"), ("Comments", "Text")):
            rows = reader.rows(reader.find(dump, kind) or dump)
            yield f"{dump.name} {kind}", [html_to_markdown(row.values.get(column, "")) for row in rows]


def measure(name: str, bodies: Iterable[str]) -> None:
    kinds: Counter[str] = Counter()
    count = hit = 0
    begun = time.process_time()
    for body in bodies:
        count += 1
        found = pii.find(body)
        hit += bool(found)
        kinds.update(each.kind for each in found)
    cost = (time.process_time() - begun) / max(1, count) * 1000
    print(
        f"{name}: {count} texts, {hit} with private data ({hit / max(1, count):.2%}), {cost:.2f} ms CPU each"
    )
    for kind, number in kinds.most_common():
        print(f"  {kind} {number}")


@pytest.mark.data
def test_how_often_private_data_is_found() -> None:
    for name, bodies in texts():
        measure(name, bodies)
