"""Imports a Stack Exchange dump: read all of it, then bring it in stage by stage."""

from pathlib import Path
from typing import Any, Final

from community.imports.stackexchange import opinions, past, people, settle, threads, topics
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.survey import Survey, survey

COUNTED: Final = (
    "users",
    "questions",
    "answers",
    "comments",
    "tags",
    "ratings",
    "accepted",
    "revisions",
    "links",
)
STAGES: Final = (
    people.load_members,
    topics.load_tags,
    threads.load_questions,
    threads.load_answers,
    threads.load_comments,
    opinions.load_ratings,
    opinions.load_favourites,
    opinions.load_links,
    past.load_revisions,
    past.add_originals,
    settle.settle,
    settle.index,
)


def import_dump(folder: Path, site: Site, site_name: str, *, quiet: bool = False) -> dict[str, Any]:
    """Bring in the dump in `folder` as the community of `site`; returns what it holds, by kind.

    The whole dump is read and checked before the first row is written. Rows go in by batches, each a
    transaction; rows that are here already are left alone. So a run that was killed is finished by
    the next, and a run after that changes nothing. Raises DumpError.
    """
    found = survey(folder)
    load = Load.begin(found, site, site_name, quiet=quiet)
    for stage in STAGES:
        stage(load)
    return counts(found)


def counts(found: Survey) -> dict[str, Any]:
    """What a dump brings in, and why the rest stays out."""
    return {name: found.found[name] for name in COUNTED} | {"skipped": dict(sorted(found.skipped.items()))}
