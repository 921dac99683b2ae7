"""The last touches on HTML that is already clean: quiet headings, honest links, coloured code, mentions.

Works on what the sanitiser writes (attributes in double quotes, every special character
escaped), and what it returns is sanitised once more.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from community.kernel import masks
from community.kernel.markup_code import SECONDS, coloured
from community.kernel.markup_guard import Meter
from community.kernel.storage import UPLOADS

EXTERNAL_REL = "nofollow ugc noopener"
ID_PREFIX = "said-"  # an id in a post never meets an id of the page around it
_MAX_URL = 2_000

# The page has the first heading, its sections the second.
_DEMOTED = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "tr",
        "table",
        "pre",
        "blockquote",
        "hr",
        "br",
        "details",
        "summary",
    ]
)
_TAG = re.compile(r'<(/?)([a-z][a-z0-9]*)((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_CODE_BLOCK = re.compile(r"(<pre[^>]*>)<code([^>]*)>([^<]*)</code></pre>")
_BARE_PRE = re.compile(r"<pre([^>]*)>([^<]+)</pre>")
_LANGUAGE = re.compile(r"\b(?:language-|lang-|highlight-)([a-z0-9+#.-]{1,20})")
# A name after @: letters, digits and inner . _ -; the text before must not be part of an address.
# Chinese is written without blanks, so a name may follow a character, and the words after it may run on.
MENTION = re.compile(r"(?<![A-Za-z0-9_@/.&#;-])@(\w(?:[\w.-]{0,38}\w)?)")
MENTIONED = re.compile(r'<span class="mention">@([^<]+)</span>')
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@dataclass(slots=True)
class Finish:
    """Clean HTML with its last touches, and what was met on the way."""

    base_url: str = ""
    html: str = ""
    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    mentions: dict[str, None] = field(default_factory=dict)
    _quiet: int = 0  # depth of elements in which @ means nothing: links and code
    _code: int = 0  # depth of those whose text stays as it is

    def run(self, clean: str) -> None:
        """Fill `html`, `text` and the lists from sanitised HTML."""
        written: list[str] = []
        said: list[str] = []
        position = 0
        for tag in _TAG.finditer(clean):
            self._text(clean[position : tag.start()], written, said)
            written.append(self._tag(tag, said))
            position = tag.end()
        self._text(clean[position:], written, said)
        self.html = _with_colours("".join(written).replace("<p></p>", "")).strip()
        lines = (" ".join(line.split()) for line in "".join(said).split("\n"))
        self.text = "\n".join(line for line in lines if line)

    def _text(self, text: str, written: list[str], said: list[str]) -> None:
        if not text:
            return
        said.append(unescape(text))
        if not self._quiet and "@" in text:
            self.mentions.update(dict.fromkeys(MENTION.findall(text)))
            text = MENTION.sub(r'<span class="mention">@\1</span>', text)
        if masks.BAR in text and not self._code:
            text = masks.TOKEN.sub(_masked, text)
        written.append(text)

    def _tag(self, tag: re.Match[str], said: list[str]) -> str:
        closing, name = tag[1], _DEMOTED.get(tag[2], tag[2])
        if name in _BLOCKS:
            said.append("\n")
        elif name in {"td", "th"}:
            said.append(" ")
        if name in {"a", "code", "pre"}:
            self._quiet += -1 if closing else 1
        if name in {"code", "pre"}:
            self._code += -1 if closing else 1
        if closing:
            return f"</{name}>"
        attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag[3])}
        if name == "img":
            return self._image(attributes, said)
        if name == "a":
            attributes = self._link(attributes)
        if "class" in attributes:
            attributes["class"] = _language_class(attributes["class"])
        if "id" in attributes:
            attributes["id"] = ID_PREFIX + attributes["id"].removeprefix(ID_PREFIX)
        return _opened(name, attributes)

    def _link(self, attributes: dict[str, str]) -> dict[str, str]:
        target = self._resolved(attributes.pop("href", ""))
        attributes.pop("rel", None)
        if not target:
            return attributes
        attributes["href"] = target
        if is_external(target):
            attributes["rel"] = EXTERNAL_REL
            self.links.append(target)
        return attributes

    def _image(self, attributes: dict[str, str], said: list[str]) -> str:
        source = self._resolved(attributes.pop("src", ""))
        alt = attributes.get("alt", "")
        said.append(f" {alt} ")
        if not source.startswith(("https://", "http://", UPLOADS)):
            return escape(alt)
        self.images.append(source)
        return _opened("img", {"src": source, "alt": alt, **attributes, "loading": "lazy"})

    def _resolved(self, address: str) -> str:
        address = "".join(address.split())
        if len(address) > _MAX_URL or masks.TOKEN.search(unquote(address)):
            return ""  # what is covered leads nowhere
        if address.startswith("#"):
            anchor = address[1:].removeprefix(ID_PREFIX)
            return f"#{ID_PREFIX}{anchor}" if anchor else ""
        if address.startswith("//"):
            return "https:" + address
        try:
            return urljoin(self.base_url, address) if self.base_url else address
        except ValueError:  # an address that only looks like one, such as http://[
            return ""


def _masked(found: re.Match[str]) -> str:
    """A covered part as it is shown: hatched, and saying what it was."""
    label = masks.label(found[1])
    return f'<span class="masked">{label}</span>' if label else found[0]


def is_external(address: str) -> bool:
    """Whether a link leads away from this site (mail addresses do not)."""
    try:
        return urlsplit(address).scheme in {"http", "https"}
    except ValueError:
        return True


def _opened(name: str, attributes: dict[str, str]) -> str:
    inside = "".join(
        f' {key}="{escape(value)}"' for key, value in attributes.items() if value or key == "alt"
    )
    return f"<{name}{inside}>"


def _language_class(classes: str) -> str:
    """Of a foreign class attribute only the language of the code is kept."""
    language = _LANGUAGE.search(classes)
    return f"language-{language[1]}" if language else ""


def _with_colours(html: str) -> str:
    """Code blocks as `<pre class="highlight"><code>`, coloured where the language is named and known."""
    meter = Meter(SECONDS)
    meter.start()
    html = _BARE_PRE.sub(r"<pre\1><code>\2</code></pre>", html)
    return _CODE_BLOCK.sub(lambda block: _code_block(block, meter), html)


def _code_block(match: re.Match[str], meter: Meter) -> str:
    named = _LANGUAGE.search(match[1] + match[2])
    code = match[3].removeprefix("\n")
    if named is None:
        return f'<pre class="highlight"><code>{code}</code></pre>'
    inside = coloured(unescape(code), named[1], meter)
    language = escape(named[1])
    return f'<pre class="highlight"><code class="language-{language}">{inside or code}</code></pre>'


def possible_names(mention: str) -> list[str]:
    """Whom a mention may mean, the longest first: behind a name, Chinese goes on without a blank."""
    shorter = [mention[:end] for end in range(len(mention) - 1, 1, -1) if _HAN.match(mention[end])]
    return [mention, *shorter]


def with_profiles(html: str, names: Collection[str], address: Callable[[str], str]) -> str:
    """Finished HTML in which mentions of `names` lead to their pages, and others are plain text."""

    def linked(found: re.Match[str]) -> str:
        said = unescape(found[1])
        name = next((each for each in possible_names(said) if each in names), None)
        if name is None:
            return f"@{found[1]}"
        link = f'<a href="{escape(address(name))}">@{escape(name)}</a>'
        return f'<span class="mention">{link}</span>{escape(said[len(name) :])}'

    return MENTIONED.sub(linked, html)
