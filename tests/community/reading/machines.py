"""What programs find in a page, read strictly: JSON-LD, the links and names of its head, Atom feeds."""

import json
import re
from datetime import datetime
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from defusedxml import ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"


class Head(HTMLParser):
    """The scripts with data, the links and the named values of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.data: list[Any] = []
        self.links: list[dict[str, str]] = []
        self.names: dict[str, str] = {}
        self._script = ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and given.get("type") == "application/ld+json":
            self._inside, self._script = True, ""
        elif tag == "link":
            self.links.append(given)
        elif tag == "meta" and "content" in given:
            self.names[given.get("name") or given.get("property", "")] = given["content"]

    def handle_data(self, data: str) -> None:
        if self._inside:
            self._script += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._inside:
            self._inside = False
            self.data.append(json.loads(self._script))

    def of_type(self, kind: str) -> Any:
        """The one piece of this type; None where there is none."""
        found = [each for each in self.data if each["@type"] == kind]
        assert len(found) <= 1, found
        return found[0] if found else None

    def hrefs(self, rel: str) -> list[str]:
        return [link["href"] for link in self.links if link["rel"] == rel]

    @property
    def noindex(self) -> bool:
        return "noindex" in self.names.get("robots", "")


def faults_of_qa(page: dict[str, Any]) -> list[str]:
    """What searches would refuse in a question page."""
    question, faults = page["mainEntity"], []
    if page["@context"] != "https://schema.org" or question["@type"] != "Question":
        faults.append("type")
    if "aggregateRating" in json.dumps(page):
        faults.append("stars where they are not allowed")
    answers = [*listed(question.get("acceptedAnswer")), *listed(question.get("suggestedAnswer"))]
    if not answers:
        faults.append("no answers")
    if not isinstance(question["answerCount"], int) or question["answerCount"] < len(answers):
        faults.append("answerCount")
    if not question["name"].strip():
        faults.append("name")
    for each in [question, *answers]:
        faults += [f"{each['@type']}: {fault}" for fault in _faults_of_words(each)]
    return faults


def _faults_of_words(each: dict[str, Any]) -> list[str]:
    faults = []
    if not each["text"].strip() or len(each["text"]) > 5_000 or re.search(r"</?[a-z]+>", each["text"]):
        faults.append("text")
    if not isinstance(each["upvoteCount"], int) or each["upvoteCount"] < 0:
        faults.append("upvoteCount")
    if not urlsplit(each["url"]).netloc:
        faults.append("url")
    if each["author"]["@type"] != "Person" or not each["author"]["name"]:
        faults.append("author")
    dates = [name for name in ("datePublished", "dateModified") if name in each]
    return faults + [name for name in dates if datetime.fromisoformat(each[name]).tzinfo is None]


def listed(value: Any) -> list[Any]:
    """One thing or several, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def faults_of_trail(trail: dict[str, Any]) -> list[str]:
    """What is wrong with a way to a page."""
    items = trail["itemListElement"]
    in_order = [each["position"] for each in items] == list(range(1, len(items) + 1))
    named = all(each["name"] and urlsplit(each["item"]).netloc for each in items)
    return [] if in_order and named and items else ["trail"]


def entries_of(feed: str) -> list[Any]:
    """The entries of a feed that holds what RFC 4287 demands."""
    root = ElementTree.fromstring(feed)
    assert root.tag == f"{ATOM}feed"
    whole = [root, *root.findall(f"{ATOM}entry")]
    for each in whole:
        for name in ("id", "title", "updated"):
            assert len(each.findall(f"{ATOM}{name}")) == 1, name
            assert each.findtext(f"{ATOM}{name}")
        assert datetime.fromisoformat(each.findtext(f"{ATOM}updated")).tzinfo
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    assert [link for link in root.findall(f"{ATOM}link") if link.get("rel") == "self"]
    ids = [each.findtext(f"{ATOM}id") for each in whole]
    assert len(set(ids)) == len(ids)
    moments = [each.findtext(f"{ATOM}updated") for each in whole[1:]]
    assert not moments or root.findtext(f"{ATOM}updated") == max(moments)
    return whole[1:]
