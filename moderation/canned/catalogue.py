"""What can be filled into a kept answer, and how long it may be where it is sent."""

from dataclasses import dataclass
from typing import Final

from community.kernel.catalogue import Catalogue
from community.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Variable:
    """A name in braces; `about` says what stands there, `example` is shown where there is no case."""

    slug: str
    about: str
    example: str


@dataclass(frozen=True, slots=True)
class Channel:
    """Where a kept answer is sent, and how many characters that takes."""

    slug: str
    title: str
    longest: int


VARIABLES: Final = Catalogue(
    [
        Variable("customer", N_("the customer's name"), "Mei"),
        Variable("agent", N_("your own name"), "Omar"),
        Variable("greeting", N_("a greeting by the customer's time of day"), "Good morning"),
        Variable("question", N_("the title of the question"), "No light after the update"),
        Variable("link", N_("the address of the thread"), "https://example.org/questions/7"),
        Variable("tags", N_("the tags of the question"), "wifi, mesh"),
        Variable("product", N_("the product it is about"), "Router 4"),
        Variable("case", N_("the number of the case"), "42"),
        Variable("due", N_("by when the customer hears from us"), "Monday, 09:30"),
        Variable("community", N_("the name of this community"), "Huzhu"),
    ]
)
CHANNELS: Final = Catalogue(
    [
        Channel("", N_("Anywhere"), 10_000),
        Channel("thread", N_("Public thread"), 10_000),
        Channel("private", N_("Private letter"), 10_000),
        Channel("wechat", N_("WeChat message"), 600),
        Channel("short", N_("Short social post"), 280),
        Channel("weibo", N_("Weibo reply"), 140),
    ]
)
ON_A_CASE: Final = ("", "thread", "private")  # what the picker of a case offers
