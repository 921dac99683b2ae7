"""A browser without a screen for sites that are really served: cookies, forms, and a picture to send."""

import http.cookiejar
import io
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from typing import Final

from PIL import Image

from tests.faults.stack import Process

TOKEN: Final = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Browser:
    """One person's browser; cookies hold for every web process of a site."""

    def __init__(self) -> None:
        self.cookies = http.cookiejar.CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies)).open

    def copy(self) -> "Browser":
        """A browser with the same cookies, as somebody has who took them."""
        other = Browser()
        for each in self.cookies:
            other.cookies.set_cookie(each)
        return other

    def get(self, web: Process, path: str) -> str:
        """The page at `path`."""
        with self._open(web.address + path, timeout=30) as answer:
            return str(answer.read().decode())

    def picture(self, web: Process, address: str) -> bytes:
        """The picture at `address`."""
        with self._open(web.address + address, timeout=30) as answer:
            return bytes(answer.read())

    def status(self, web: Process, path: str) -> int:
        """How the site answers for `path`."""
        try:
            self.get(web, path)
        except urllib.error.HTTPError as error:
            return error.code
        return 200

    def send(self, web: Process, path: str, form: str, **fields: str) -> str:
        """Fill in the form on the page `form` and send it."""
        found = TOKEN.search(self.get(web, form))
        given = {**fields, "csrf_token": found[1] if found else ""}
        with self._open(web.address + path, urllib.parse.urlencode(given).encode(), timeout=30) as answer:
            return str(answer.read().decode())

    def sign_in(self, web: Process, name: str, password: str) -> None:
        """Come in by the form."""
        self.send(web, "/sign-in", "/sign-in", name=name, password=password)
        assert self.is_signed_in(web)

    def sign_out(self, web: Process) -> None:
        """Leave by the form."""
        self.send(web, "/sign-out", "/settings/sessions")

    def is_signed_in(self, web: Process) -> bool:
        """Whether the page of one's own sessions opens, instead of the door."""
        with self._open(web.address + "/settings/sessions", timeout=30) as answer:
            return "/sign-in" not in answer.url

    def upload(self, web: Process) -> str:
        """Send a picture; the address at which it stands."""
        picture = io.BytesIO()
        Image.new("RGB", (8, 8), "teal").save(picture, "PNG")
        found = TOKEN.search(self.get(web, "/settings/sessions"))
        assert found
        line = "a-line-between"
        head = f'--{line}\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
        body = head.encode() + picture.getvalue() + f"\r\n--{line}--\r\n".encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={line}", "X-CSRFToken": found[1]}
        sent = urllib.request.Request(web.address + "/uploads", body, headers)  # noqa: S310 - our own
        with self._open(sent, timeout=30) as answer:
            return str(json.loads(answer.read())["url"])
