"""Attaches channels: the check of their conversations."""

from flask import Flask

from community.channels.queries import breaches
from community.kernel import checks


def init_app(app: Flask) -> None:
    """Watch that every message stands in one conversation."""
    checks.register(app, checks.Check("conversations", breaches))
