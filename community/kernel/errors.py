"""What may go wrong by a person's deed, each with one sentence for them."""

from community.kernel.words import N_


class DomainError(Exception):
    """A deed was refused; `message` is a translatable sentence, `params` fill its placeholders."""

    status = 400
    slug = "refused"

    def __init__(self, message: str, /, *, field: str | None = None, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.params = params

    def __str__(self) -> str:
        return self.message % self.params if self.params else self.message


class NotAllowed(DomainError):
    """The actor may not do this."""

    status = 403
    slug = "not-allowed"


class SignInNeeded(NotAllowed):
    """Nobody is signed in."""

    status = 401
    slug = "sign-in-needed"

    def __init__(self, message: str = N_("Please sign in first.")) -> None:
        super().__init__(message)


class SecondFactorNeeded(NotAllowed):
    """The role that would allow it waits until a second factor protects the account."""

    slug = "second-factor-needed"

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This site asks everyone who works here for a second factor. Set it up in your settings, "
                "and your role takes effect at once."
            )
        )


class NotFound(DomainError):
    """There is no such thing, or the actor may not know of it."""

    status = 404
    slug = "not-found"

    def __init__(self, message: str = N_("There is no such page.")) -> None:
        super().__init__(message)


class Conflict(DomainError):
    """Somebody else was faster, or the thing has changed meanwhile."""

    status = 409
    slug = "conflict"


class Invalid(DomainError):
    """What was typed cannot be used; `field` names where."""

    status = 422
    slug = "invalid"


class TooMany(DomainError):
    """A limit is reached; `retry_after` says in how many seconds to come back."""

    status = 429
    slug = "too-many"

    def __init__(self, message: str, /, *, retry_after: int = 60, **params: object) -> None:
        super().__init__(message)
        self.params = params
        self.retry_after = retry_after


class Unavailable(DomainError):
    """The site cannot do this now; trying again later helps."""

    status = 503
    slug = "unavailable"


class SettingsError(Exception):
    """A setting or the machine is not fit to start with; one sentence, shown on the command line."""
