"""What a browser may send about an entry."""

from datetime import UTC, datetime, time
from typing import Final

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from community.kernel.forms import Form, filled
from moderation.lists.models import ListEntry
from moderation.lists.rules import Draft, ListAction

ACTIONS: Final = [
    SelectChoice(ListAction.BLOCK, _l("refuse the text")),
    SelectChoice(ListAction.HOLD, _l("hold it until somebody has looked")),
    SelectChoice(ListAction.FLAG, _l("publish it, and let somebody look")),
    SelectChoice(ListAction.MASK, _l("publish it with *** in place of the word")),
]
KINDS: Final = [
    SelectChoice("question", _l("questions")),
    SelectChoice("answer", _l("answers")),
    SelectChoice("comment", _l("comments")),
]
LANGS: Final = [
    SelectChoice("", _l("any language")),
    SelectChoice("en", "English"),
    SelectChoice("zh", "中文"),
]
LEVELS: Final = [SelectChoice("", _l("nobody")), *(SelectChoice(each, each) for each in "1234")]


class EntryForm(Form):
    """An entry, and a text to try it on."""

    pattern = StringField(_l("Word, phrase or pattern"), [DataRequired(_l("Write a word first."))])
    is_pattern = BooleanField(_l("It is a regular expression"))
    loose = BooleanField(_l("See through signs between the letters, and figures for letters"))
    action = SelectField(
        _l("What to do with the text"), [DataRequired()], choices=ACTIONS, default=ListAction.HOLD
    )
    lang = SelectField(_l("In texts in"), choices=LANGS, default="")
    kinds = SelectMultipleField(
        _l("Only in"), choices=KINDS, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    newcomers_only = BooleanField(_l("Only for newcomers"))
    exempt_level = SelectField(_l("Not for members from level"), choices=LEVELS, default="")
    expires_on = DateField(_l("Until"), [Optional()])
    note = StringField(_l("Note for other moderators"), [Optional()])
    must_hit = TextAreaField(_l("It must find"), [Optional()])
    must_miss = TextAreaField(_l("It must leave alone"), [Optional()])
    base = HiddenField()  # what the form was filled with
    sample = TextAreaField(_l("Try it on a text"), [Optional()])

    def show(self, entry: ListEntry) -> None:
        """Fill the form with an entry."""
        for name in ("pattern", "is_pattern", "loose", "action", "lang", "newcomers_only", "note"):
            self[name].data = getattr(entry, name)
        self.base.data = entry.base
        self.kinds.data = list(entry.kinds)
        self.exempt_level.data = "" if entry.exempt_level is None else str(entry.exempt_level)
        self.expires_on.data = entry.expires_at.date() if entry.expires_at else None
        self.must_hit.data, self.must_miss.data = "\n".join(entry.must_hit), "\n".join(entry.must_miss)

    def draft(self) -> Draft:
        """What the form says."""
        until = self.expires_on.data
        return Draft(
            pattern=filled(self.pattern.data),
            action=ListAction(filled(self.action.data)),
            is_pattern=bool(self.is_pattern.data),
            loose=bool(self.loose.data),
            lang=self.lang.data or "",
            kinds=tuple(self.kinds.data or ()),
            newcomers_only=bool(self.newcomers_only.data),
            exempt_level=int(self.exempt_level.data) if self.exempt_level.data else None,
            note=self.note.data or "",
            must_hit=tuple((self.must_hit.data or "").splitlines()),
            must_miss=tuple((self.must_miss.data or "").splitlines()),
            expires_at=datetime.combine(until, time.max, UTC) if until else None,
        )
