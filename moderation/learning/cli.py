"""`huzhu learn`: what the site's own decisions would teach its detectors, in figures, before anything changes."""

from dataclasses import asdict
from typing import Any

import click
from flask import current_app

from community.kernel.cli import fail, in_app, tell
from community.kernel.furnish import settings_of
from community.kernel.site_cli import as_json
from moderation.learning import services
from moderation.learning.rules import DETECTORS, FEWEST, Figures, Trial

_RESTART = "Restart the site for it to take effect."


@click.command("learn")
@click.option("--detector", "detectors", multiple=True, type=click.Choice(DETECTORS), help="Only this one.")
@click.option("--write", is_flag=True, help="Keep what is better on decisions kept back.")
@click.option("--force", is_flag=True, help="With --write: keep it even if it is not better.")
@click.option("--forget", is_flag=True, help="Return to the shipped weights.")
@click.option("--status", is_flag=True, help="Say which weights are in use.")
@as_json
@in_app
def learn(
    detectors: tuple[str, ...], *, write: bool, force: bool, forget: bool, status: bool, as_json: bool
) -> None:
    """Learn from the decisions of the review queue; without --write only figures are shown.

    Two thirds of the decided posts are learnt from, one third judges. Spam, abuse and low quality can be learnt.
    """
    slugs = list(detectors or DETECTORS)
    if sum((write, forget, status)) > 1:
        fail("--write, --forget and --status exclude each other.")
    if force and not write:
        fail("--force goes with --write.")
    data_dir = settings_of(current_app).data_dir
    if forget:
        gone = services.forget(data_dir, slugs)
        words = f"Forgotten: {', '.join(gone)}. {_RESTART}" if gone else "There was nothing to forget."
        tell({"forgotten": gone}, as_json=as_json, words=words)
    elif status:
        _status(as_json=as_json)
    else:
        found = {slug: services.trial(slug) for slug in slugs}
        kept = [each for each in found.values() if each and write and (each.better or force)]
        for each in kept:
            services.keep(data_dir, each.correction)
        written = [each.slug for each in kept]
        document = {slug: _document(each) for slug, each in found.items()}
        lines = [_words(slug, each, kept=slug in written) for slug, each in found.items()]
        tell(
            {"detectors": document, "written": written},
            as_json=as_json,
            words="\n".join([*lines, *([_RESTART] if written else [])]),
        )


def _status(*, as_json: bool) -> None:
    kept, wrong = services.kept(settings_of(current_app).data_dir)
    document = {
        slug: {"decisions": kept[slug].decisions, "made_on": kept[slug].made_on} if slug in kept else None
        for slug in DETECTORS
    }
    lines = [
        f"{slug}: corrected by {kept[slug].decisions} decisions on {kept[slug].made_on}"
        if slug in kept
        else f"{slug}: as shipped"
        for slug in DETECTORS
    ]
    lines += [f"{each}: the shipped weights are used" for each in wrong]
    tell(document, as_json=as_json, words="\n".join(lines))


def _document(trial: Trial | None) -> dict[str, Any] | None:
    if trial is None:
        return None
    return {
        "learnt": trial.learnt,
        "before": asdict(trial.before),
        "after": asdict(trial.after),
        "better": trial.better,
    }


def _figures(figures: Figures) -> str:
    return (
        f"F1 {figures.f1:.3f}, precision {figures.precision:.3f}, recall {figures.recall:.3f}, "
        f"{figures.false_holds} of {figures.honest} approved posts held"
    )


def _words(slug: str, trial: Trial | None, *, kept: bool) -> str:
    if trial is None:
        return f"{slug}: too few decisions (at least {FEWEST} of each kind to learn from and to judge by)."
    verdict = "kept" if kept else "better; --write keeps it" if trial.better else "not better, not kept"
    judged = trial.before.honest + trial.before.bad
    return (
        f"{slug}: {trial.learnt} decisions learnt from, {judged} to judge by ({trial.before.bad} of them refused)\n"
        f"  before: {_figures(trial.before)}\n  after:  {_figures(trial.after)}\n  {verdict}"
    )
