"""`huzhu channel`: the doors of channels, for whoever runs the machine."""

import click

from community.channels import doors
from community.kernel.cli import fail, in_app_as_it_is, tell
from community.kernel.site_cli import as_json, prepare_site
from community.kernel.unit_of_work import unit_of_work


@click.group()
def channel() -> None:
    """Channels through which other programs bring messages."""


@channel.command("open")
@click.argument("name")
@as_json
@in_app_as_it_is
def open_channel(name: str, *, as_json: bool) -> None:
    """Open channel NAME, or renew its secret, and print the secret. The one before holds for another day.

    A second renewal within that day replaces the new secret at once, not the one before.
    """
    prepare_site()
    with unit_of_work():
        secret = doors.open_door(name)
    address = f"/api/v1/channels/{name}/messages"
    tell({"channel": name, "address": address, "secret": secret}, as_json=as_json, words=secret)


@channel.command("close")
@click.argument("name")
@as_json
@in_app_as_it_is
def close_channel(name: str, *, as_json: bool) -> None:
    """Let nothing in through channel NAME any more; what came in stays."""
    prepare_site()
    with unit_of_work():
        closed = doors.close_door(name)
    if not closed:
        fail(f"channel {name} is not open")
    tell({"channel": name, "closed": True}, as_json=as_json, words=f"{name} is closed.")


@channel.command("list")
@as_json
@in_app_as_it_is
def list_channels(*, as_json: bool) -> None:
    """List the channels, and whether they are open."""
    prepare_site()
    rows = [
        {"channel": each.channel, "open": each.closed_at is None, "opened_at": each.opened_at.isoformat()}
        for each in doors.doors()
    ]
    words = "\n".join(f"{row['channel']}\t{'open' if row['open'] else 'closed'}" for row in rows)
    tell({"items": rows}, as_json=as_json, words=words or "No channel was ever opened.")
