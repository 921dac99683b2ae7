"""The words by which people know the fields of forms, for pages that show a form which could not be taken."""

from collections.abc import Mapping
from typing import Final

from community.kernel.words import N_

LABELS: Final[Mapping[str, str]] = {
    "title": N_("Title"),
    "body": N_("Your words"),
    "tags": N_("Tags"),
    "product": N_("Product"),
    "comment": N_("What you changed, in a few words"),
    "note": N_("Note"),
    "reason": N_("Reason"),
    "words": N_("Your words"),
    "text": N_("Text"),
    "name": N_("Name"),
    "display_name": N_("Shown name"),
    "email": N_("E-mail"),
    "bio": N_("About you"),
    "location": N_("Place"),
    "website": N_("Website"),
    "label": N_("Name"),
    "question": N_("Your question"),
    "answer": N_("Your answer"),
    "message": N_("Your words"),
    "problem": N_("The problem"),
    "cause": N_("The cause"),
    "steps": N_("What to do"),
    "summary": N_("Summary"),
    "lines": N_("Text"),
    "quotes": N_("Words to cover, one to a line"),
    "holidays": N_("Holidays, one a line"),
    "handover_note": N_("What they should know"),
    "decline_reason": N_("Why not"),
    "addresses": N_("E-mail addresses"),
}
