"""`huzhu search` and `huzhu reindex`."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import current_app

from community.kernel.cli import fail, in_app, tell
from community.search import queries, services
from community.search.backend import IndexBusy, Progress
from community.search.documents import document_total
from community.search.queries import Found, Result

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
MOST = 100


@click.command()
@click.argument("query")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, MOST))
@as_json
@in_app
def search(query: str, limit: int, *, as_json: bool) -> None:
    """Search questions and answers; the query language is that of the page."""
    with current_app.test_request_context():
        found = queries.find(query, per_page=limit)
    for notice in found.notices:
        click.echo(notice.message % dict(notice.params), err=True)
    tell(_document(found), as_json=as_json, words=_words(found))


def _document(found: Found) -> dict[str, Any]:
    return {
        "query": found.query,
        "total": found.page.total,
        "more": found.more,
        "relaxed": found.relaxed,
        "suggestion": found.better,
        "degraded": found.degraded,
        "results": [_item(result) for result in found.page.items],
    }


def _item(result: Result) -> dict[str, Any]:
    return {
        "id": result.post_id,
        "question_id": result.question_id,
        "kind": result.kind.value,
        "title": result.title,
        "snippet": "".join(piece.text for piece in result.snippet),
        "tags": list(result.tags),
        "state": str(result.state),
        "stars": None if result.stars is None else round(result.stars, 3),
        "score": result.score,
        "url": path_of(result),
    }


def path_of(result: Result) -> str:
    """Where a result stands on the site."""
    anchor = f"#answer-{result.post_id}" if result.post_id != result.question_id else ""
    return f"/questions/{result.question_id}/{result.slug}{anchor}"


def _words(found: Found) -> str:
    lines = [
        f"{result.score:8.2f}  {result.title}\n          {path_of(result)}" for result in found.page.items
    ]
    if found.better:
        lines.append(f"Did you mean: {found.better}")
    return "\n".join([*lines, f"{'more than ' if found.more else ''}{found.page.total} found"])


@click.command()
@as_json
@in_app
def reindex(*, as_json: bool) -> None:
    """Make the search index anew from the database; the old one answers until the new one is complete."""
    try:
        with _shown(document_total()) as progress:
            count = services.rebuild(progress)
    except IndexBusy:
        fail("another process is writing the index; try again in a minute")
    tell({"documents": count}, as_json=as_json, words=f"{count} posts are in the index.")


@contextmanager
def _shown(total: int) -> Iterator[Progress]:
    """A bar on a terminal, a line now and then elsewhere; both on stderr."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield services.by_tenths(lambda done: click.echo(f"reindex: {done} of {total}", err=True), total)
        return
    from rich.progress import Progress as Bar

    with Bar(console=console) as bar:
        task = bar.add_task("reindex", total=total)
        yield lambda done: bar.update(task, completed=done)
