"""Forms as a browser without a screen sees them: their fields, what it would send, and what the answer says."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

TYPED: Final = frozenset({"text", "search", "email", "url", "number", "textarea"})
BLIND: Final = frozenset({"button", "submit", "file", "image", "reset"})
LOOKS: Final = frozenset({"look", "try", "find", "preview", "check", "keep", "save"})


@dataclass
class Field:
    """A field of a form, with what it holds."""

    name: str
    kind: str
    value: str = ""
    chosen: bool = True
    invalid: bool = False
    described: tuple[str, ...] = ()


@dataclass
class Form:
    """A form that posts: where it goes and what it would send."""

    action: str
    fields: list[Field] = field(default_factory=list)
    pressed: dict[str, str] | None = None
    main: bool = False
    entered: dict[str, str] | None = None

    @property
    def surprise(self) -> str:
        """What Enter in a field of one line does, when it is more than a look or what the form is for.

        Browsers press the first button of a form.
        """
        given = self.entered or {}
        deed = {given.get("name", ""), given.get("value", "")} - {"", "y"}
        if "button--primary" in given.get("class", "") or not deed or deed & LOOKS:
            return ""
        return (
            " ".join(sorted(deed)) if any(each.kind in TYPED - {"textarea"} for each in self.fields) else ""
        )

    @property
    def typed(self) -> list[Field]:
        """The fields that somebody writes in."""
        return [each for each in self.fields if each.kind in TYPED]

    def sent(self, words: str, number: str) -> dict[str, list[str]]:
        """What a browser would send had somebody written `words` and `number` wherever they can."""
        data: dict[str, list[str]] = defaultdict(list)
        picked = {each.name for each in self.fields if each.kind == "radio" and each.chosen}
        for each in self.fields:
            if each.kind == "radio" and each.name not in picked:
                picked.add(each.name)
                data[each.name].append(each.value)
            elif each.kind in TYPED or each.kind == "password":
                data[each.name].append(number if each.kind == "number" else words)
            elif each.chosen:
                data[each.name].append(each.value)
        for name, value in (self.pressed or {}).items():
            data[name].append(value)
        return dict(data)


class Page(HTMLParser):
    """A page read once: its forms, the ids with words in them, what is announced, and whether a script came in."""

    def __init__(self, address: str, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.forms: list[Form] = []
        self.ids: set[str] = set()
        self.fields: list[Field] = []
        self.foreign: list[str] = []
        self._open: Form | None = None
        self._by_id: dict[str, Form] = {}
        self._select: Field | None = None
        self._text: Field | None = None
        self._elsewhere: list[tuple[str, Field]] = []
        self._sent_by: list[tuple[str, str]] = []  # buttons that send a form elsewhere
        self.feed(text)
        for id_, each in self._elsewhere:
            if id_ in self._by_id:
                self._by_id[id_].fields.append(each)
        self.forms += [Form(to, self._by_id[id_].fields) for id_, to in self._sent_by if id_ in self._by_id]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if "data-zq" in given:
            self.foreign.append(self.get_starttag_text() or "")
        elif tag == "form":
            self._open = Form(given.get("action") or self.address)
            if given.get("method", "").lower() == "post":
                self.forms.append(self._open)
            if "id" in given:
                self._by_id[given["id"]] = self._open
        elif tag == "option" and self._select is not None:
            if "selected" in given or not self._select.chosen:
                self._select.value, self._select.chosen = given.get("value", ""), True
        elif tag == "button" and given.get("type", "submit") == "submit":
            self._button(given)
        elif tag in {"input", "textarea", "select"} and given.get("name") and "disabled" not in given:
            self._field(tag, given)
        elif tag == "fieldset" and "aria-describedby" in given:
            wrong = tuple(each for each in given["aria-describedby"].split() if each.endswith("-error"))
            self.fields.append(Field(given.get("id", ""), tag, invalid=bool(wrong), described=wrong))

    def _button(self, given: dict[str, str]) -> None:
        if "form" in given and "formaction" in given:
            self._sent_by.append((given["form"], given["formaction"]))
        form, main = self._open, "button--primary" in given.get("class", "")
        if form is None or "form" in given:
            return
        form.entered = form.entered or given
        if form.pressed is None or (main and not form.main):
            form.main = main
            form.pressed = {given["name"]: given.get("value", "")} if given.get("name") else {}

    def _field(self, tag: str, given: dict[str, str]) -> None:
        kind = given.get("type", "text") if tag == "input" else tag
        found = Field(given["name"], kind, given.get("value", "on" if kind in {"radio", "checkbox"} else ""))
        found.chosen = "checked" in given if kind in {"radio", "checkbox"} else tag != "select"
        found.invalid = given.get("aria-invalid") == "true"
        found.described = tuple(given.get("aria-describedby", "").split())
        self.fields.append(found)
        self._select = found if tag == "select" else None
        self._text = found if tag == "textarea" else None
        if kind in BLIND:
            return
        if "form" in given:
            self._elsewhere.append((given["form"], found))
        elif self._open is not None:
            self._open.fields.append(found)

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "textarea" and self._text is not None:
            self._text.value = self._text.value.removeprefix("\n")
            self._text = None
        elif tag == "select":
            self._select = None

    @property
    def beside(self) -> list[str]:
        """The fields that are marked as wrong and linked to a sentence that stands in the page."""
        return [
            each.name
            for each in self.fields
            if each.invalid and any(id_ in self.ids for id_ in each.described)
        ]

    def holds(self, name: str, words: str) -> bool:
        """Whether a field of this name has the words in it, whatever its line ends are."""
        return any(each.name == name and _plain(each.value) == _plain(words) for each in self.fields)


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def announced(text: str) -> bool:
    """Whether the main part of a page has a notice, or a word beside a field."""
    main = text.partition("<main")[2].partition("</main>")[0]
    return bool(re.search(r'field__error|role="alert"|class="notice|class="flash |findings__item', main))
