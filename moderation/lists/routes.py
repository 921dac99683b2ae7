"""The pages of the word and pattern lists."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from community.kernel.errors import Invalid
from community.kernel.languages import said
from community.kernel.meanwhile import ChangedMeanwhile, base_to_show
from community.kernel.pagination import page_number
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from moderation.lists import queries, rehearsal, rules, services
from moderation.lists.forms import EntryForm
from moderation.lists.models import ListEntry

LONGEST_LIST = 100_000
bp = Blueprint("lists", __name__, url_prefix="/review/lists")


@bp.get("")
@requires(Permission.MANAGE_LISTS)
def index() -> ResponseReturnValue:
    """All entries, with how often each was found."""
    return _index(200)


def _index(status: int, text: str = "", wrong: list[tuple[str, str]] | None = None) -> ResponseReturnValue:
    action, words = request.args.get("action", ""), request.args.get("q", "")
    page = render_template(
        "moderation/lists/index.html",
        page=queries.listing(action, words, page_number(request.args.get("page"))),
        counts=queries.counts(),
        action=action,
        wanted=words.strip(),
        text=text,
        wrong=wrong or [],
    )
    return page, status


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_LISTS)
def new() -> ResponseReturnValue:
    """Add an entry, or try it first."""
    return _edited(None)


@bp.route("/<int:entry_id>", methods=["GET", "POST"])
@requires(Permission.MANAGE_LISTS)
def edit(entry_id: int) -> ResponseReturnValue:
    """Change an entry, or try it first."""
    return _edited(queries.entry_or_404(entry_id))


def _edited(entry: ListEntry | None) -> ResponseReturnValue:
    form = EntryForm(formdata=request.form if request.method == "POST" else None)
    if request.method == "GET":
        if entry is not None:
            form.show(entry)
        return _form(form, entry, 200)
    if not form.validate():
        return _form(form, entry, 422)
    try:
        if request.form.get("deed") == "try":
            tried = _tried(form)
            return _form(form, entry, 200, tried=tried)
        with unit_of_work():
            if entry is None:
                services.add(form.draft(), by=actor_now())
            else:
                kept = queries.entry_or_404(entry.id, for_update=True)
                services.change(kept, form.draft(), by=actor_now(), base=request.form.get("base"))
    except (Invalid, ChangedMeanwhile) as error:
        form.take(error)
        if entry is not None:
            form.base.data = base_to_show(form.base.data, entry.base, refused=error)
        return _form(form, entry, error.status)
    flash(gettext("Saved. It counts from now on."), "good")
    return redirect(url_for("lists.index"), code=303)


def _form(
    form: EntryForm, entry: ListEntry | None, status: int, tried: list[tuple[str, bool]] | None = None
) -> ResponseReturnValue:
    return render_template("moderation/lists/edit.html", form=form, entry=entry, tried=tried), status


def _tried(form: EntryForm) -> list[tuple[str, bool]]:
    """The sample in pieces, each with whether the entry found it."""
    values = services.checked(form.draft())
    text = (form.sample.data or "")[: rules.LONGEST_SAMPLE]
    pieces, position = [], 0
    for hit in sorted(queries.found_by(services.untried(values), text).hits, key=lambda each: each.start):
        if hit.start >= position:
            pieces += [(text[position : hit.start], False), (text[hit.start : hit.end], True)]
            position = hit.end
    return [*pieces, (text[position:], False)]


@bp.get("/<int:entry_id>/rehearsal")
@requires(Permission.MANAGE_LISTS)
def rehearse(entry_id: int) -> ResponseReturnValue:
    """What the entry would have touched in the last seven days."""
    entry = queries.entry_or_404(entry_id)
    return render_template(
        "moderation/lists/rehearsal.html", entry=entry, seen=rehearsal.rehearse(entry.as_entry())
    )


@bp.post("/<int:entry_id>/on")
@requires(Permission.MANAGE_LISTS)
def switch_on(entry_id: int) -> ResponseReturnValue:
    """Let an entry count again."""
    return _switched(entry_id, on=True)


@bp.post("/<int:entry_id>/off")
@requires(Permission.MANAGE_LISTS)
def switch_off(entry_id: int) -> ResponseReturnValue:
    """Let an entry rest."""
    return _switched(entry_id, on=False)


def _switched(entry_id: int, *, on: bool) -> ResponseReturnValue:
    try:
        with unit_of_work():
            services.switch(queries.entry_or_404(entry_id, for_update=True), on=on, by=actor_now())
    except Invalid as error:
        flash(said(error.message, error.params), "warn")
        return redirect(url_for("lists.edit", entry_id=entry_id), code=303)
    return redirect(url_for("lists.index"), code=303)


@bp.post("/<int:entry_id>/remove")
@requires(Permission.MANAGE_LISTS)
def remove(entry_id: int) -> ResponseReturnValue:
    """Take an entry off the lists."""
    with unit_of_work():
        services.remove(queries.entry_or_404(entry_id, for_update=True), by=actor_now())
    flash(gettext("Removed from the lists."), "info")
    return redirect(url_for("lists.index"), code=303)


@bp.get("/export.txt")
@requires(Permission.MANAGE_LISTS)
def export() -> ResponseReturnValue:
    """All entries, one a line."""
    lines = "".join(f"{rules.written(each.as_entry())}\n" for each in queries.every())
    answer = Response(lines, content_type="text/plain; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="lists.txt"'
    return answer


@bp.post("/import")
@requires(Permission.MANAGE_LISTS)
def bring_in() -> ResponseReturnValue:
    """Add the entries of a text, one a line; lines that cannot be taken stay in the box, with why."""
    with unit_of_work():
        added, wrong = services.add_lines(request.form.get("lines", "")[:LONGEST_LIST], by=actor_now())
    told = ngettext("%(num)s entry was added.", "%(num)s entries were added.", added)
    if not wrong:
        flash(told, "good")
        return redirect(url_for("lists.index"), code=303)
    if added:
        flash(told, "info")
    why = [
        (
            line,
            said(error.message, error.params) if error else gettext("Begin with block, hold, flag or mask."),
        )
        for line, error in wrong
    ]
    return _index(422, "\n".join(line for line, _error in wrong), why)
