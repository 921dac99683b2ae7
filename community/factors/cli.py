"""The second factor on the command line, for whoever runs the machine."""

import click

from community.accounts import queries as accounts
from community.factors import services
from community.kernel.cli import fail, in_app_as_it_is, tell
from community.kernel.site_cli import as_json, prepare_site
from community.kernel.unit_of_work import unit_of_work


@click.group("second-factor")
def second_factor() -> None:
    """The second factor of accounts."""


@second_factor.command("off")
@click.argument("name")
@as_json
@in_app_as_it_is
def off(name: str, *, as_json: bool) -> None:
    """Take it off the account of NAME, who has lost app and codes; make sure that it is them who asks."""
    prepare_site()
    with unit_of_work():
        member = accounts.locked(accounts.get_or_404(name).id)
        if member.second_factor_at is None:
            fail(f"{name} has no second factor")
        services.switch_off(member)
    tell(
        {"name": name, "second_factor": False},
        as_json=as_json,
        words=f"{name} signs in with the password alone.",
    )
