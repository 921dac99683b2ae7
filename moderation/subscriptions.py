"""Everything that the package moderation reacts to, on one page."""

from community.kernel.bus import Bus


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
