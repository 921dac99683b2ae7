"""What a browser may send to the door and to the settings; the rules judge it."""

from collections.abc import Callable
from typing import Final

from flask_babel import gettext, lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length, ValidationError

from community.accounts import passwords, rules
from community.kernel.addresses import number_in
from community.kernel.errors import Invalid
from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES

AS_THE_BROWSER: Final = "auto"
LONGEST_TYPED: Final = 1_000  # beyond any rule; what is longer is not looked at
NEEDED: Final = InputRequired(lazy_gettext("Please fill this in."))
SHORT: Final = Length(max=LONGEST_TYPED, message=lazy_gettext("This is too long."))
NEW_PASSWORD: Final = {"autocomplete": "new-password"}
OLD_PASSWORD: Final = {"autocomplete": "current-password"}


def chosen_tokens(typed: list[str]) -> list[int]:
    """The numbers of keys that were ticked; what no key could be called is left out."""
    numbers = map(number_in, typed[:LONGEST_TYPED])
    return [number for number in numbers if number is not None]


def judge(field: Field, rule: Callable[..., object], *more: object) -> None:
    try:
        rule(field.data, *more)
    except Invalid as error:
        raise ValidationError(gettext(error.message) % error.params) from None


class SignUpForm(Form):
    """A new account; everything that is wrong is said at once."""

    name = StringField(
        validators=[NEEDED, SHORT], render_kw={"autocomplete": "username", "maxlength": rules.LONGEST_NAME}
    )
    email = EmailField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "email"})
    password = PasswordField(validators=[NEEDED, SHORT], render_kw=NEW_PASSWORD)
    consent = BooleanField()

    def validate_name(self, field: Field) -> None:
        judge(field, rules.checked_name)

    def validate_email(self, field: Field) -> None:
        judge(field, rules.checked_email)

    def validate_password(self, field: Field) -> None:
        judge(field, passwords.checked_password, (self.name.data or "", self.email.data or ""))


class SignInForm(Form):
    """Coming in."""

    name = StringField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "username"})
    password = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD)
    remember = BooleanField()


class ResetRequestForm(Form):
    """Where the link for a new password goes."""

    email = EmailField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "email"})


class NewPasswordForm(Form):
    """A new password, from a link."""

    password = PasswordField(validators=[NEEDED, SHORT], render_kw=NEW_PASSWORD)


class ProfileForm(Form):
    """What others see of a member."""

    display_name = StringField(
        validators=[SHORT], render_kw={"maxlength": rules.LONGEST_DISPLAY_NAME, "autocomplete": "nickname"}
    )
    bio = TextAreaField(render_kw={"maxlength": rules.LONGEST_BIO, "rows": 6})
    location = StringField(validators=[SHORT], render_kw={"maxlength": rules.LONGEST_LINE})
    website = StringField(validators=[SHORT], render_kw={"inputmode": "url", "autocomplete": "url"})


class AvatarForm(Form):
    """A picture for the profile."""

    image = FileField(
        validators=[FileRequired(lazy_gettext("Please choose a picture."))],
        render_kw={"accept": "image/jpeg,image/png,image/webp", "data-behaviour": "smaller"},
    )


class EmailForm(Form):
    """Another address."""

    email = EmailField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "email"})
    current = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD, id="email-current")


class PasswordForm(Form):
    """Another password."""

    current = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD)
    password = PasswordField(validators=[NEEDED, SHORT], render_kw=NEW_PASSWORD)


class ReadingForm(Form):
    """How the site speaks to a member, and whether it shows the game."""

    lang = SelectField(
        validators=[NEEDED],
        choices=[
            SelectChoice(AS_THE_BROWSER, lazy_gettext("As my browser asks")),
            *(SelectChoice(slug, word) for slug, word in LANGUAGES.items()),
        ],
    )
    timezone = SelectField(
        validators=[NEEDED],
        choices=[SelectChoice(name, name.replace("_", " ")) for name in rules.timezones()],
    )
    hides_game = BooleanField()


class TokenForm(Form):
    """A key for programs."""

    label = StringField(validators=[SHORT], render_kw={"maxlength": rules.LONGEST_LABEL})
    scopes = SelectMultipleField(choices=[SelectChoice(scope, scope) for scope in rules.SCOPES])


class CloseForm(Form):
    """The end of an account."""

    current = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD)
    sure = BooleanField()
