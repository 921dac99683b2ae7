"""What a browser may send to write an article."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import DataRequired, Optional

from community.articles.models import ArticleRevision
from community.articles.rules import NO_TITLE, PARTS, TITLE_LONGEST, Words
from community.kernel.addresses import number_in
from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES
from community.tags.rules import split

SPOKEN = tuple(SelectChoice(lang, name) for lang, name in LANGUAGES.items())


class ArticleForm(Form):
    """An article in its four parts; only the title is needed while it is a draft."""

    title = StringField(_l("Title"), [DataRequired(_l(NO_TITLE))], render_kw={"maxlength": TITLE_LONGEST})
    problem = TextAreaField(_l("The problem"), [Optional()])
    cause = TextAreaField(_l("The cause"), [Optional()])
    steps = TextAreaField(_l("What to do"), [Optional()])
    applies_to = TextAreaField(_l("Applies to"), [Optional()])
    product = StringField(_l("Product"), [Optional()])
    tags = StringField(_l("Tags"), [Optional()])
    lang = SelectField(_l("Language"), choices=SPOKEN, validate_choice=False)
    comment = StringField(_l("What you changed, in a few words"), [Optional()])
    base = HiddenField()

    def words(self) -> Words:
        """What was sent."""
        parts = {part: (self[part].data or "").replace("\r\n", "\n") for part in PARTS}
        return Words(
            title=self.title.data or "",
            product=self.product.data or "",
            tags=tuple(split(self.tags.data or "")),
            **parts,
        )

    def show(self, revision: ArticleRevision, number: int) -> None:
        """Fill the fields with what is kept."""
        for name in ("title", "product", *PARTS):
            self[name].data = getattr(revision, name)
        self.tags.data = " ".join(revision.tags)
        self.base.data = str(number)

    def base_number(self) -> int | None:
        """The revision that the editor saw, where the browser told it."""
        return number_in(self.base.data or "")
