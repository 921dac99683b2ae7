"""What a browser may send to the door and to the settings; the rules judge it."""

from typing import Final

from flask_babel import lazy_gettext
from flask_wtf.file import FileField, FileRequired
from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import InputRequired, Length

from community.accounts import rules
from community.kernel.forms import Form
from community.kernel.languages import LANGUAGES

LONGEST_TYPED: Final = 1_000  # beyond any rule; what is longer is not looked at
NEEDED: Final = InputRequired(lazy_gettext("Please fill this in."))
SHORT: Final = Length(max=LONGEST_TYPED, message=lazy_gettext("This is too long."))
NEW_PASSWORD: Final = {"autocomplete": "new-password"}
OLD_PASSWORD: Final = {"autocomplete": "current-password"}


class SignUpForm(Form):
    """A new account."""

    name = StringField(
        validators=[NEEDED, SHORT], render_kw={"autocomplete": "username", "maxlength": rules.LONGEST_NAME}
    )
    email = EmailField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "email"})
    password = PasswordField(validators=[NEEDED, SHORT], render_kw=NEW_PASSWORD)
    consent = BooleanField()


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
        render_kw={"accept": "image/jpeg,image/png,image/webp"},
    )


class EmailForm(Form):
    """Another address."""

    email = EmailField(validators=[NEEDED, SHORT], render_kw={"autocomplete": "email"})
    current = PasswordField(validators=[SHORT], render_kw=OLD_PASSWORD, id="email-current")


class PasswordForm(Form):
    """Another password."""

    current = PasswordField(validators=[SHORT], render_kw=OLD_PASSWORD)
    password = PasswordField(validators=[NEEDED, SHORT], render_kw=NEW_PASSWORD)


class ReadingForm(Form):
    """How the site speaks to a member, and whether it shows the game."""

    lang = SelectField(
        choices=[
            SelectChoice("", lazy_gettext("As my browser asks")),
            *(SelectChoice(slug, word) for slug, word in LANGUAGES.items()),
        ]
    )
    timezone = SelectField(choices=[SelectChoice(name, name.replace("_", " ")) for name in rules.timezones()])
    hides_game = BooleanField()


class TokenForm(Form):
    """A key for programs."""

    label = StringField(validators=[SHORT], render_kw={"maxlength": rules.LONGEST_LABEL})
    scopes = SelectMultipleField(choices=[SelectChoice(scope, scope) for scope in rules.SCOPES])


class CloseForm(Form):
    """The end of an account."""

    current = PasswordField(validators=[SHORT], render_kw=OLD_PASSWORD)
    sure = BooleanField()
