"""Points by the table, reckoned straight from a Stack Exchange dump: no code in common with the ledger.

    python tests/gamification/independent_points.py DIR

prints the points of each account of the dump. An upvote on an answer is five stars (+10), a downvote one
(-2); an accepting vote gives +15 when the asker's own thread is another's, and +2 to the asker; what a day
brings from ratings and from accepting counts up to 200; losses and acceptances always count.
"""

import gzip
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from defusedxml.ElementTree import iterparse

UP, DOWN, ACCEPTED = "2", "3", "1"
QUESTION, ANSWER = "1", "2"
MOST_A_DAY = 200


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of one file of the dump."""
    packed = folder / f"{name}.xml.gz"
    with gzip.open(packed) if packed.exists() else (folder / f"{name}.xml").open("rb") as stream:
        for _event, element in iterparse(stream, events=("end",)):
            if element.tag == "row":
                yield dict(element.attrib)
                element.clear()


def points(folder: Path) -> dict[int, int]:
    """What each account of the dump has earned, by its number there; accounts with nothing are left out."""
    accounts = {row["Id"] for row in rows(folder, "Users")}
    posts = {row["Id"]: row for row in rows(folder, "Posts") if row.get("PostTypeId") in (QUESTION, ANSWER)}
    gains: dict[str, Counter[str]] = defaultdict(Counter)
    certain: Counter[str] = Counter()
    for vote in rows(folder, "Votes"):
        answer = posts.get(vote["PostId"])
        if answer is None or answer["PostTypeId"] != ANSWER or answer.get("ParentId") not in posts:
            continue
        asker = posts[answer["ParentId"]].get("OwnerUserId")
        author = answer.get("OwnerUserId")
        asker = asker if asker in accounts else None
        author = author if author in accounts else None
        day, kind = vote["CreationDate"][:10], vote["VoteTypeId"]
        own = author is not None and author == asker
        if kind == ACCEPTED and posts[answer["ParentId"]].get("AcceptedAnswerId") == answer["Id"]:
            if author and not own:
                certain[author] += 15
            if asker and not own:
                gains[asker][day] += 2
        if author is None or own:
            continue
        if kind == UP:
            gains[author][day] += 10
        elif kind == DOWN:
            certain[author] -= 2
    total = Counter(certain)
    for account, days in gains.items():
        total[account] += sum(min(MOST_A_DAY, gained) for gained in days.values())
    return {int(account): value for account, value in sorted(total.items()) if value}


if __name__ == "__main__":
    for account, value in points(Path(sys.argv[1])).items():
        sys.stdout.write(f"{account}\t{value}\n")
