"""What pages say when something could not be done: a title for each status, and a sentence that helps."""

from collections.abc import Mapping
from typing import Final

from community.kernel.words import N_

TITLES: Final[Mapping[int, str]] = {
    400: N_("That request could not be read"),
    401: N_("Please sign in"),
    403: N_("This is not open to you"),
    404: N_("There is no such page"),
    405: N_("That is not possible here"),
    409: N_("Somebody was faster"),
    410: N_("This is gone"),
    413: N_("That is too large"),
    415: N_("That kind of content cannot be read here"),
    422: N_("Something needs mending"),
    429: N_("A little slower, please"),
    500: N_("Something broke on our side"),
    503: N_("We cannot do this right now"),
}
TEXTS: Final[Mapping[int, str]] = {
    400: N_("A part of it did not arrive whole. Go back, reload the page, and send it once more."),
    403: N_("You can read everything that is public. This part is for others."),
    404: N_("The address may be mistyped, or the page was removed. Searching often finds it."),
    405: N_("The page exists, but it does not take this kind of request."),
    413: N_(
        "Texts may have 30,000 characters and pictures 5 MB. Go back: what you typed is still there. "
        "Then make it shorter, or choose a smaller picture."
    ),
    415: N_("Send JSON, and say so: Content-Type: application/json."),
    429: N_("You were very quick. Nothing is lost; please wait a moment and try again."),
    500: N_("We have noted it. Please try again in a moment; what you typed is kept in your draft."),
    503: N_("The database is busy. Nothing was lost; please try again in a few seconds."),
}
# The same for programs, which have neither a page to go back to nor a draft.
FOR_PROGRAMS: Final[Mapping[int, str]] = {
    400: N_("A part of the request did not arrive whole; send it again."),
    404: N_("There is no such address; /api/v1/docs lists those that there are."),
    405: N_("This address does not take this method; the header Allow names those that it takes."),
    413: N_("The body of a request may have 1,000,000 bytes."),
    500: N_("We have noted it. Please try again in a moment."),
}
EXPIRED: Final = N_("One more click is needed")
EXPIRED_TEXT: Final = N_(
    "The page was open for so long that your session ended. Nothing was sent, and nothing is lost."
)
SIGNED_OUT: Final = N_("You are signed out, so nothing was sent yet. Your words are all here.")
ELSEWHERE: Final = N_("This did not come from a page of ours, so we have not done it.")
BROKEN_FORM: Final = N_(
    "We have noted it. Nothing was sent; what you typed is all here. Please try again in a moment."
)
BUSY_FORM: Final = N_(
    "The database is busy. What you typed is all here; please send it again in a few seconds."
)
WAIT: Final = N_("Please come back at %(time)s.")
NO_ROOM: Final = N_(
    "This site cannot keep anything new right now, because its disk is full or closed. Everything that is here can be "
    "read; please try again later."
)
NO_ROOM_FORM: Final = N_(
    "This site cannot keep anything new right now, because its disk is full or closed. What you typed is all here; "
    "please send it again later."
)
CROWDED: Final = N_(
    "Very many people are reading right now, more than this site can serve at once. Please try again in a few seconds."
)
