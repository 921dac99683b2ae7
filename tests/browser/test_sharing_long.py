"""What an installed site is given to share, when it is long."""

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_installed import context, site, visit

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["context", "site"]
pytestmark = pytest.mark.browser

LONGEST_LINE = 8190  # of a request, that the site's own server takes (`limit_request_line`)
TEXT = "路由器每天晚上两点断线，重启以后又好了。" * 200
SHARE = """(text) => {
  const form = document.createElement("form");
  Object.assign(form, { method: "post", action: "/share", enctype: "multipart/form-data" });
  const field = document.createElement("input");
  Object.assign(field, { name: "text", value: text });
  form.append(field);
  document.body.append(form);
  form.submit();
}"""


def test_a_long_text_is_shared_by_no_address_that_the_server_refuses(context: "BrowserContext") -> None:
    page = context.new_page()
    visit(page, "/")
    asked: list[int] = []
    page.on("request", lambda each: asked.append(len(each.url)) if "/share" in each.url else None)
    page.evaluate(SHARE, TEXT)
    page.wait_for_url("**/share**")
    assert TEXT[:100] in page.content()
    assert max(asked) < LONGEST_LINE
