"""What tier 2 has to be told, by team: the fields of each template."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to tell. `hint` says what helps."""

    slug: str
    label: str
    hint: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """What one team needs to know; its slug is that of the team."""

    slug: str
    title: str
    fields: tuple[Field, ...]


TEMPLATES: Final = Catalogue(
    [
        Template(
            "specialists",
            N_("For the specialists"),
            (
                Field(
                    "happens",
                    N_("What happens"),
                    N_("What the customer sees, and since when."),
                    required=True,
                ),
                Field("steps", N_("Steps to see it"), N_("One a line, from the beginning.")),
                Field("tried", N_("What was tried"), N_("And what came of it."), required=True),
                Field("versions", N_("Versions and logs"), N_("Device, firmware, app; lines of a log.")),
                Field(
                    "needed",
                    N_("What is needed"),
                    N_("The question that a specialist shall answer."),
                    required=True,
                ),
            ),
        ),
        Template(
            "safety",
            N_("For the safety team"),
            (
                Field(
                    "happens",
                    N_("What happened"),
                    N_("Smoke, heat, shock: what, when and where."),
                    required=True,
                ),
                Field("product", N_("Product and batch"), N_("Name and number on the label."), required=True),
                Field("injury", N_("Is anybody hurt?"), N_("Say “nobody” if so."), required=True),
                Field(
                    "in_use", N_("Is it still in use?"), N_("Unplugged, in use, or not known."), required=True
                ),
                Field("told", N_("What the customer was told"), N_("For example to unplug it.")),
                Field("evidence", N_("Pictures and other evidence")),
            ),
        ),
    ]
)
LONGEST_FIELD: Final = 4_000
