"""Reading back what a page with a form holds: each named field with its values, as a browser would send them."""

from html.parser import HTMLParser


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.values: list[tuple[str, str]] = []
        self.scripts = 0
        self.name = ""
        self.text: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.values.append((given["name"] or "", given.get("value") or ""))
        if tag == "textarea":
            self.name, self.text = given.get("name") or "", []
        if tag == "script" and not given.get("src"):
            self.scripts += 1

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            self.values.append((self.name, "".join(self.text).removeprefix("\n")))
            self.text = None


def typed_in(page: str) -> list[tuple[str, str]]:
    """Every value of the fields in `page`; fails where what was typed became markup."""
    reader = _Reader()
    reader.feed(page)
    assert reader.scripts == 0, "what was typed became a script"
    return reader.values
