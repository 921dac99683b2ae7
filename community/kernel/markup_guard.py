"""What keeps one hostile text from costing the site its breath: bounds checked first, a meter while at work."""

import re
import time
from collections import Counter

from community.kernel.errors import Invalid
from community.kernel.words import N_

LONGEST_MARKDOWN = 30_000  # characters; a long manual page has about as many
LONGEST_HTML = 250_000  # a post of that length as other sites' HTML, with room for their markup
DEEPEST = 100  # elements in one another; the sanitiser's time grows with the square of it
# CPU seconds for Markdown alone. Ordinary text of the greatest length takes 0.03 to 0.13 of them,
# and sanitising and finishing, whose time is bounded by the length, still fit into half a second.
SECONDS = 0.2
_STEPS_PER_CHECK = 64

_HTML_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/<>]*)")
# Elements that never hold another, or that the next of their kind closes.
_NEVER_DEEP = frozenset(
    "br hr img input wbr col area base embed link meta source track p li dt dd tr td th".split()
)

_ELEMENTS = frozenset(
    "a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote "
    "body br button canvas caption center cite code col colgroup command data datalist dd del details dfn dialog "
    "dir div dl dt em embed fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head "
    "header hgroup hr html i iframe image img input ins isindex kbd keygen label layer legend li link listing "
    "main map mark marquee math menu meta meter nav nobr noembed noframes noscript object ol optgroup option "
    "output p param picture plaintext portal pre progress q rp rt rtc ruby s samp script search section select "
    "slot small source spacer span strike strong style sub summary sup svg table tbody td template textarea tfoot "
    "th thead time title tr track tt u ul var video wbr xml xmp".split()
)


def with_unknown_tags_as_text(html: str) -> str:
    """`html` in which only the elements of HTML are tags: "vector<int>" says what its writer meant."""
    return _HTML_TAG.sub(lambda tag: tag[0] if tag[2].lower() in _ELEMENTS else "&lt;" + tag[0][1:], html)


class Meter:
    """Counts the CPU time of this thread against an allowance."""

    def __init__(self, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._until = 0.0
        self._counted = 0

    def start(self) -> None:
        """Begin a new allowance."""
        self._until = time.thread_time() + self._seconds

    def count(self) -> None:
        """`check` now and then: for steps so small that asking the clock would double them."""
        self._counted += 1
        if self._counted % _STEPS_PER_CHECK == 0:
            self.check()

    def check(self) -> None:
        """Raise `Invalid` when the allowance is used up."""
        if time.thread_time() > self._until:
            raise too_intricate()


def too_intricate() -> Invalid:
    """What the writer of a text hears whose formatting costs too much."""
    return Invalid(
        N_(
            "The formatting of this text is too intricate to show. Please use fewer brackets, quotes or list levels."
        ),
        field="body",
    )


def ensure_length(text: str, longest: int) -> None:
    """Raise `Invalid` for a text of more than `longest` characters."""
    if len(text) > longest:
        raise Invalid(
            N_("This text is too long: %(length)d characters, and at most %(longest)d are possible."),
            field="body",
            length=len(text),
            longest=longest,
        )


def ensure_shallow(html: str) -> None:
    """Raise `Invalid` where more than `DEEPEST` elements stand open at once."""
    if html.count("<") <= DEEPEST:
        return
    still_open: Counter[str] = Counter()
    depth = 0
    for closing, name in _HTML_TAG.findall(html):
        tag = name.lower()
        if tag in _NEVER_DEEP:
            continue
        if not closing:
            still_open[tag] += 1
            depth += 1
            if depth > DEEPEST:
                raise too_intricate()
        elif still_open[tag]:
            still_open[tag] -= 1
            depth -= 1
