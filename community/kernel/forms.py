"""The root of what a browser may send."""

from typing import TypeVar

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import MultiDict
from wtforms import Field

from community.kernel.errors import DomainError
from community.kernel.languages import said
from community.kernel.text import seen

T = TypeVar("T")


class Form(FlaskForm):  # type: ignore[misc]
    """A form with protection against forged requests; texts lose the characters that databases refuse.

    It is filled in by fields alone: JSON, which may hold numbers and lists where a field holds words, is an empty one.
    """

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        def wrap_formdata(self, form: object, formdata: object) -> object:
            given = formdata is None or isinstance(formdata, MultiDict)
            return None if not given and request.is_json else super().wrap_formdata(form, formdata)

        def bind_field(self, form: object, unbound: object, options: dict[str, object]) -> Field:
            filters = [*unbound.kwargs.get("filters", ()), without_nul]  # type: ignore[attr-defined]
            bound: Field = unbound.bind(form=form, filters=filters, **options)  # type: ignore[attr-defined]
            return bound

    def take(self, error: DomainError) -> None:
        """Show a refusal of the rules beside the field it names, or above the form."""
        text = said(error.message, error.params)
        if error.field and error.field in self:
            found = self[error.field]
            found.errors = [*found.errors, text]
        else:
            self.form_errors.append(text)


def without_nul(value: object) -> object:
    """PostgreSQL keeps no NUL and UTF-8 no lone surrogate: both are dropped from what was typed.

    What nobody could see is nothing typed: a rule that asks for words is not met by a mark without width.
    """
    if isinstance(value, str):
        return seen(value.replace("\x00", "").encode("utf-8", "ignore").decode())
    return value


def filled(value: T | None) -> T:
    """A field's value after validation, known not to be missing."""
    if value is None:
        message = "a validated form lacks a required value"
        raise ValueError(message)
    return value
