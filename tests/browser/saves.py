"""Saves of a draft on their way: what the page says of them, and requests that are held back."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Route


def state(page: "Page") -> "Locator":
    return page.locator("[data-draft-state]").first


def keep(held: "list[Route]", route: "Route") -> None:
    held.append(route)


def wait_for_one(page: "Page", held: "list[Route]") -> None:
    for _turn in range(100):
        if held:
            return
        page.wait_for_timeout(100)
    raise AssertionError("it was never asked for")
