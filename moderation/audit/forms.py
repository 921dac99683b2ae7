"""What a browser may ask of the log."""

from datetime import UTC

from flask_babel import get_timezone
from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, StringField
from wtforms.validators import Length, NumberRange, Optional

from community.kernel.addresses import LARGEST_ID
from community.kernel.forms import Form
from community.kernel.languages import said
from community.kernel.words import N_
from moderation.audit.acts import Family
from moderation.audit.catalogue import ACTS
from moderation.audit.reading import Wanted

FAMILIES = {
    Family.POSTS: N_("Posts"),
    Family.MEMBERS: N_("Members"),
    Family.CASES: N_("Cases"),
    Family.GAME: N_("Points, badges, campaigns"),
    Family.SITE: N_("The site"),
}


class LogForm(Form):
    """Which lines of the log; all of it may stand in the address."""

    class Meta:
        csrf = False

    family = SelectField(_l("About"), [Optional()])
    act = SelectField(_l("Act"), [Optional()])
    by = StringField(_l("By whom"), [Optional(), Length(max=80)], render_kw={"autocomplete": "off"})
    about = StringField(
        _l("Whom it concerns"), [Optional(), Length(max=80)], render_kw={"autocomplete": "off"}
    )
    post = IntegerField(_l("Number of the post"), [Optional(), NumberRange(1, LARGEST_ID)])
    since = DateField(_l("From the day"), [Optional()])
    until = DateField(_l("To the day"), [Optional()])
    q = StringField(_l("Words of the reason"), [Optional(), Length(max=200)])

    def name_choices(self) -> None:
        """Fill the lists in the reader's language."""
        self.family.choices = [("", said(N_("everything")))] + [
            (family.value, said(title)) for family, title in FAMILIES.items()
        ]
        self.act.choices = [("", said(N_("every act")))] + [(act.slug, said(act.title)) for act in ACTS]

    def wanted(self) -> Wanted:
        """What was asked for; what cannot be understood asks for nothing."""
        wrong = self.errors
        given = {name: None if name in wrong else self[name].data for name in ("post", "since", "until")}
        return Wanted(
            act="" if "act" in wrong else self.act.data or "",
            family="" if "family" in wrong else self.family.data or "",
            by=(self.by.data or "").strip()[:80],
            about=(self.about.data or "").strip()[:80],
            words=(self.q.data or "").strip()[:200],
            zone=get_timezone() or UTC,
            **given,
        )
