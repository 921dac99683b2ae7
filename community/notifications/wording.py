"""What the inbox, letters and devices say: one sentence for a piece of news, or for several that belong together."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from datetime import date
from typing import Any, Final

from flask_babel import gettext
from markupsafe import escape

from community.accounts.closing import FORMER_MEMBER
from community.kernel.languages import filled, plural_form, said
from community.kernel.templating import marked
from community.notifications.catalogue import KINDS
from community.notifications.families import OF_REPORTS
from community.notifications.models import Notification
from community.notifications.reported import words_now
from community.notifications.rules import Group, grouped

_LISTED: Final = ("tags",)  # kept with English commas between them
_ENDS: Final = tuple(".!?…。！？")
_NAMES: Final = ("actor", "name")  # under which the words of news say who did it


def by_subject(items: Iterable[Notification], *, day_of: Any = None) -> list[Group]:
    """News of one kind about one question together; what was read apart from what is new, and each day for itself."""

    def key(each: Notification) -> Hashable:
        day: date | None = day_of(each.created_at) if day_of else None
        if each.question_id is None or each.kind in OF_REPORTS:
            return (each.id,)
        return (each.kind, each.question_id, each.read_at is None, day)

    return grouped(items, key, _actor)


def nameless(data: Mapping[str, Any]) -> dict[str, Any]:
    """The words of news whose actor has left for good, without their name."""
    # A list holds words to translate.
    return {**data, **{key: [FORMER_MEMBER] for key in _NAMES if key in data}}


def _actor(each: Notification) -> str | None:
    """Who did it, by number where that is known: two may have one name, one may have had two or none any more."""
    actor = each.data.get("actor")
    return str(each.actor_id or actor) if actor and actor != "?" else None


def told(group: Group) -> dict[str, Any]:
    """What of a group a sentence needs, as JSON for a letter that waits."""
    others = len(group.people) - 1
    people = others > 0
    return {
        "kind": group.newest.kind,
        "data": words_now(group.newest),
        "actor_id": group.newest.actor_id,
        "num": others if people else group.count,
        "form": "people" if people else ("times" if group.count > 1 else ""),
    }


def sentence(item: Mapping[str, Any]) -> str:
    """The sentence of what `told` gave, in the language that is spoken."""
    return _template(item) % _data(item, filled)


def whole_sentence(item: Mapping[str, Any]) -> str:
    """The same with its full stop, unless the words of somebody at its end bring their own."""
    said_now = sentence(item)
    return said_now if said_now.endswith(_ENDS) else gettext("%(sentence)s.", sentence=said_now)


def marked_sentence(item: Mapping[str, Any]) -> str:
    """The same for a page: names and titles are marked with their language."""
    return escape(_template(item)) % _data(item, lambda value: marked(str(filled(value))))


def _template(item: Mapping[str, Any]) -> str:
    kind = KINDS.get(item["kind"])
    if kind is None:
        return str(item["kind"]).replace("%", "%%")
    forms = getattr(kind, item["form"]) if item["form"] else None
    return plural_form(forms[0], forms[1], item["num"]) if forms else gettext(kind.sentence)


def _data(item: Mapping[str, Any], fill: Callable[[object], object]) -> dict[str, object]:
    data = item["data"]
    listed = {name: data[name].replace(", ", said(", ")) for name in _LISTED if name in data}
    return {name: fill(value) for name, value in {**data, **listed}.items()} | {"num": item["num"]}


def title(slug: str) -> str:
    """What the settings call a kind."""
    kind = KINDS.get(slug)
    return said(kind.title) if kind else slug
