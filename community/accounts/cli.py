"""Accounts and keys on the command line, for whoever runs the machine."""

import sys

import click

from community.accounts import queries, rules, services
from community.kernel.cli import fail, in_app_as_it_is, tell
from community.kernel.policy import Role
from community.kernel.site_cli import as_json, prepare_site
from community.kernel.unit_of_work import unit_of_work


@click.group()
def user() -> None:
    """Accounts."""


@user.command("create")
@click.argument("name")
@click.option("--email", required=True, help="The address; it counts as confirmed.")
@click.option("--role", default="member", show_default=True, type=click.Choice([role.value for role in Role]))
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@as_json
@in_app_as_it_is
def create_user(name: str, email: str, role: str, *, password_stdin: bool, as_json: bool) -> None:
    """Create an account; without a password it is entered through a reset link."""
    password = sys.stdin.readline().rstrip("\r\n") if password_stdin else ""
    if password_stdin and not password:
        fail("--password-stdin: no password came on standard input")
    who = services.applicant(name, email, password, consent=False, reserved_too=True)
    prepare_site()
    with unit_of_work():
        member = services.create_member(who, Role(role))
        told = {"id": member.id, "name": member.name, "email": member.email, "role": member.role}
    tell(told, as_json=as_json, words=f"{told['name']} has an account now ({told['role']}).")


@click.group()
def token() -> None:
    """Keys for the REST interface."""


@token.command("create")
@click.argument("name")
@click.option(
    "--scope", "scopes", multiple=True, type=click.Choice(rules.SCOPES), help="May be given more than once."
)
@click.option("--label", default="", help="What the key is for.")
@as_json
@in_app_as_it_is
def create_token(name: str, scopes: tuple[str, ...], label: str, *, as_json: bool) -> None:
    """Print a new key of member NAME, this once; without a scope it may do all that the member may."""
    prepare_site()
    with unit_of_work():
        key = services.create_token(queries.get_or_404(name), label=label, scopes=scopes or None)
    tell({"token": key}, as_json=as_json, words=key)
