"""Reasons for sanctions, limits, and templates of warnings."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.restraints import Restraint
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a title, a sentence for the member, how many rungs it skips, and which limit fits."""

    slug: str
    title: str
    sentence: str
    gravity: int = 0
    limit: Restraint = Restraint.LOOKED_AT


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit: what it takes, and the sentence for the member."""

    slug: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Template:
    """The text of a warning; `reason` is the one it goes with."""

    slug: str
    title: str
    text: str
    reason: str


REASONS: Final = Catalogue(
    [
        Reason(
            "spam",
            N_("Advertising"),
            N_("Posts of yours were there to sell or to be clicked."),
            limit=Restraint.NO_LINKS,
        ),
        Reason("abuse", N_("Attacks somebody"), N_("Posts of yours attacked other people.")),
        Reason(
            "threats",
            N_("Threatens or hounds somebody"),
            N_("Posts of yours threatened or hounded somebody."),
            gravity=3,
        ),
        Reason(
            "private-data",
            N_("Private data of others"),
            N_("Posts of yours showed private data of other people."),
            gravity=1,
        ),
        Reason(
            "dangerous",
            N_("Dangerous advice"),
            N_("Following advice of yours could have hurt somebody or broken things."),
        ),
        Reason(
            "off-topic",
            N_("Not for this place"),
            N_("Posts of yours were not about what this community is for."),
            limit=Restraint.FEW_POSTS,
        ),
        Reason(
            "low-quality",
            N_("Of no use to others"),
            N_("Several posts of yours gave others nothing to work with."),
            limit=Restraint.FEW_POSTS,
        ),
        Reason(
            "quarrel",
            N_("Quarrels in comments"),
            N_("Comments of yours kept a quarrel going."),
            limit=Restraint.NO_COMMENTS,
        ),
        Reason(
            "flag-misuse",
            N_("Reports without cause"),
            N_("Reports of yours were made without a cause."),
            limit=Restraint.NO_FLAGS,
        ),
        Reason(
            "rating-misuse",
            N_("Stars that are not meant"),
            N_("Stars of yours did not speak of the answers."),
            gravity=1,
            limit=Restraint.NO_RATINGS,
        ),
        Reason(
            "edit-misuse",
            N_("Edits that harm"),
            N_("Edits of yours made posts of others worse."),
            limit=Restraint.NO_EDITS,
        ),
        Reason(
            "evasion",
            N_("A second account round a sanction"),
            N_("This account was used to get round a sanction on another one."),
            gravity=2,
        ),
        Reason("other", N_("Something else"), N_("A moderator explains it below.")),
    ]
)

LIMITS: Final = Catalogue(
    [
        Limit(
            Restraint.LOOKED_AT,
            N_("Posts are looked at first"),
            N_("What you write is looked at before it shows."),
        ),
        Limit(
            Restraint.NO_LINKS, N_("No links or pictures"), N_("Your posts may hold no links or pictures.")
        ),
        Limit(Restraint.FEW_POSTS, N_("Few posts a day"), N_("You may write only a few posts a day.")),
        Limit(Restraint.NO_COMMENTS, N_("No comments"), N_("You cannot comment.")),
        Limit(Restraint.NO_RATINGS, N_("No stars"), N_("You cannot give stars to answers.")),
        Limit(Restraint.NO_FLAGS, N_("No reports"), N_("You cannot report posts.")),
        Limit(Restraint.NO_EDITS, N_("No edits of others' posts"), N_("You cannot edit what others wrote.")),
    ]
)

TEMPLATES: Final = Catalogue(
    [
        Template(
            "tone",
            N_("Tone"),
            N_(
                "It is fine to be angry about a product that does not work. It is not fine to attack the "
                "people who answer. Please say what went wrong, and leave the person out of it."
            ),
            "abuse",
        ),
        Template(
            "advertising",
            N_("Advertising"),
            N_(
                "This is a place where customers help each other. Links are welcome where they answer "
                "the question; please do not post them to sell something."
            ),
            "spam",
        ),
        Template(
            "private-data",
            N_("Private data"),
            N_(
                "Please do not post names, addresses, phone or order numbers of other people. If "
                "somebody needs them to help, our team asks in private."
            ),
            "private-data",
        ),
        Template(
            "advice",
            N_("Dangerous advice"),
            N_(
                "Please do not advise opening devices under power or going round safety parts. If you "
                "know a safe way, write down every step."
            ),
            "dangerous",
        ),
        Template(
            "off-topic",
            N_("Not for this place"),
            N_(
                "Please keep to questions about the products and services that this community is for, "
                "one matter a question."
            ),
            "off-topic",
        ),
        Template(
            "substance",
            N_("Say more"),
            N_(
                "Please write so that others can work with it: what you see, what you tried, which "
                "device. A “same here” is better given with the button under the question."
            ),
            "low-quality",
        ),
        Template(
            "quarrel",
            N_("Let it rest"),
            N_(
                "A comment is there to ask or to add something. Please let this quarrel rest; whoever "
                "reads on looks for help."
            ),
            "quarrel",
        ),
        Template(
            "reports",
            N_("Reports"),
            N_(
                "Please report posts that break the rules. A wrong answer is better met with few stars "
                "or a better answer."
            ),
            "flag-misuse",
        ),
        Template(
            "stars",
            N_("Stars"),
            N_("Stars say how much an answer helped. Please do not give them for who wrote it."),
            "rating-misuse",
        ),
    ]
)
