"""What a browser may send about the second factor."""

from typing import Final

from wtforms import PasswordField, StringField

from community.accounts.forms import NEEDED, OLD_PASSWORD, SHORT
from community.kernel.errors import DomainError
from community.kernel.forms import Form

CODE: Final = {"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}


class Coded(Form):
    """A form with a code, which is never shown again: a recovery code may only have been mistyped beside it."""

    def take(self, error: DomainError) -> None:
        super().take(error)
        self.otp.data = ""


class CodeForm(Coded):
    """One code."""

    otp = StringField(validators=[NEEDED, SHORT], render_kw=CODE)


class NewCodesForm(Coded):
    """Both factors, for new recovery codes."""

    current = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD, id="codes-current")
    otp = StringField(validators=[NEEDED, SHORT], render_kw=CODE, id="codes-otp")


class OffForm(Coded):
    """Both factors, for the end of the second."""

    current = PasswordField(validators=[NEEDED, SHORT], render_kw=OLD_PASSWORD, id="off-current")
    otp = StringField(validators=[NEEDED, SHORT], render_kw=CODE, id="off-otp")
