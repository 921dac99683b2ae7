"""What changed between two texts, line by line and word by word, at a bounded cost."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

Kind = Literal["equal", "insert", "delete"]
Piece = tuple[Kind, str]
Line = list[Piece]

CONTEXT = 2  # unchanged lines shown around a change
GAP: Piece = ("equal", "⋯")
# Edits looked for before two texts count as simply different; the cost grows with its square.
_MOST_EDITS = 400
_MOST_EDITS_IN_LINE = 80  # fewer within a line: there may be many lines
_ALIKE = 0.35  # lines that share less than this part are shown one after the other
_TOKEN = re.compile(
    "[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]|\\w+|\\s+|[^\\w\\s]"
)


def difference(before: str, after: str, *, context: int = CONTEXT) -> list[Line]:
    """The lines of two texts as pieces; far from any change they are left out behind a `GAP`."""
    lines = [*_lines(before.splitlines(), after.splitlines())]
    return [*_near_changes(lines, context)]


def line_difference(before: str, after: str) -> Line:
    """One line compared word by word (Chinese: character by character), such as a title."""
    return _words(before, after)


def set_difference(before: Sequence[str], after: Sequence[str]) -> Line:
    """What was taken from and added to a few names, such as tags."""
    return [
        *(("equal" if name in after else "delete", name) for name in before),
        *(("insert", name) for name in after if name not in before),
    ]


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    gone: list[str] = []
    come: list[str] = []
    for kind, line in _edits(before, after, _MOST_EDITS):
        if kind == "equal":
            yield from _changed(gone, come)
            gone, come = [], []
            yield [("equal", line)]
        else:
            (gone if kind == "delete" else come).append(line)
    yield from _changed(gone, come)


def _changed(gone: Sequence[str], come: Sequence[str]) -> Iterator[Line]:
    """Lines gone and come in one place: each pair that is alike is shown as one changed line."""
    later: list[Line] = []
    for old, new in zip(gone, come, strict=False):
        pieces = _words(old, new)
        same = sum(len(text) for kind, text in pieces if kind == "equal")
        if same >= _ALIKE * max(len(old), len(new)):
            yield from later
            later = []
            yield pieces
        else:
            yield [("delete", old)]
            later.append([("insert", new)])
    for line in gone[len(come) :]:
        yield [("delete", line)]
    yield from later
    for line in come[len(gone) :]:
        yield [("insert", line)]


def _words(before: str, after: str) -> Line:
    pieces: Line = []
    for kind, text in _edits(_TOKEN.findall(before), _TOKEN.findall(after), _MOST_EDITS_IN_LINE):
        if pieces and pieces[-1][0] == kind:
            pieces[-1] = (kind, pieces[-1][1] + text)
        else:
            pieces.append((kind, text))
    return pieces


def _near_changes(lines: Sequence[Line], context: int) -> Iterator[Line]:
    changed = [at for at, line in enumerate(lines) if any(kind != "equal" for kind, _ in line)]
    shown = {near for at in changed for near in range(at - context, at + context + 1)}
    skipped = False
    for at, line in enumerate(lines):
        if at in shown:
            if skipped:
                yield [GAP]
            skipped = False
            yield line
        else:
            skipped = True
    if skipped and changed:
        yield [GAP]


def _edits(before: Sequence[str], after: Sequence[str], most: int) -> Iterator[Piece]:
    """The fewest deletions and insertions that lead from `before` to `after`."""
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    while end < min(len(before), len(after)) - start and before[-1 - end] == after[-1 - end]:
        end += 1
    yield from (("equal", part) for part in before[:start])
    yield from _middle(before[start : len(before) - end], after[start : len(after) - end], most)
    yield from (("equal", part) for part in before[len(before) - end :])


def _middle(before: Sequence[str], after: Sequence[str], most: int) -> Iterator[Piece]:
    rounds = _rounds(before, after, most) if before and after else None
    if rounds is None:
        yield from (("delete", part) for part in before)
        yield from (("insert", part) for part in after)
        return
    path: list[Piece] = []
    x, y = len(before), len(after)
    for edits in range(len(rounds) - 1, -1, -1):
        reached = rounds[edits]
        k = x - y
        down = k == -edits or (k != edits and reached.get(k - 1, -1) < reached.get(k + 1, -1))
        from_k = k + 1 if down else k - 1
        from_x = reached.get(from_k, 0) if edits else 0
        from_y = from_x - from_k if edits else 0
        while x > from_x and y > from_y and x > 0 and y > 0 and before[x - 1] == after[y - 1]:
            x, y = x - 1, y - 1
            path.append(("equal", before[x]))
        if edits:
            path.append(("insert", after[from_y]) if down else ("delete", before[from_x]))
            x, y = from_x, from_y
    yield from reversed(path)


def _rounds(before: Sequence[str], after: Sequence[str], most: int) -> list[dict[int, int]] | None:
    """Myers' greedy search (1986): for each number of edits, how far each diagonal was reached before it.

    None when more than `most` edits are needed.
    """
    reached: dict[int, int] = {1: 0}
    rounds: list[dict[int, int]] = []
    for edits in range(min(len(before) + len(after), most) + 1):
        rounds.append(dict(reached))
        for k in range(-edits, edits + 1, 2):
            down = k == -edits or (k != edits and reached.get(k - 1, -1) < reached.get(k + 1, -1))
            x = reached.get(k + 1, 0) if down else reached.get(k - 1, 0) + 1
            y = x - k
            while x < len(before) and y < len(after) and before[x] == after[y]:
                x, y = x + 1, y + 1
            reached[k] = x
            if x >= len(before) and y >= len(after):
                return rounds
    return None
