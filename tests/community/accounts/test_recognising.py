"""Who makes a request: sessions for pages, keys for the REST interface, and changes that count at once."""

from datetime import timedelta

import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient

from app import create_app
from community.accounts import queries, services
from community.accounts.session import current_member
from community.kernel import clock
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Permission, Role, actor_now, may, public
from community.kernel.unit_of_work import unit_of_work
from tests.community.accounts.conftest import Enter, MakePerson


@pytest.fixture
def app(app: Flask) -> Flask:
    """The application with two probes: a page, and a call of the REST interface, that tell who acts."""

    @public
    def who() -> dict[str, object]:
        actor, member = actor_now(), current_member()
        return {
            "name": actor.name,
            "role": actor.role,
            "member": member.name if member else None,
            "scopes": None if actor.scopes is None else sorted(actor.scopes),
            "may": [permission.value for permission in Permission if may(actor, permission)],
        }

    app._got_first_request = False
    for name, address in (("probe", "/probe"), ("api_probe", "/api/probe")):
        blueprint = Blueprint(name, __name__)
        blueprint.add_url_rule(address, view_func=who)
        blueprint.register_error_handler(DomainError, lambda error: ({"slug": error.slug}, error.status))
        app.register_blueprint(blueprint)
    return app


def ask(client: FlaskClient, address: str, key: str = "") -> dict[str, object]:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    found: dict[str, object] = client.get(address, headers=headers).get_json()
    return found


def key_of(name: str, *scopes: str) -> str:
    with unit_of_work():
        return services.create_token(queries.get_or_404(name), scopes=scopes or None)


def test_a_session_opens_pages_and_not_the_interface(person: MakePerson, enter: Enter) -> None:
    person("mei")
    client = enter("mei")
    assert ask(client, "/probe")["name"] == "mei"
    assert ask(client, "/api/probe")["name"] == ""


def test_a_key_opens_the_interface_and_no_page(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    key = key_of("mei")
    assert ask(client, "/api/probe", key)["name"] == "mei"
    assert ask(client, "/probe", key)["name"] == ""


def test_a_key_is_told_apart_from_its_scopes(client: FlaskClient, person: MakePerson) -> None:
    person("ruth", role=Role.ADMIN)
    everything = ask(client, "/api/probe", key_of("ruth"))
    reading = ask(client, "/api/probe", key_of("ruth", "read"))
    writing = ask(client, "/api/probe", key_of("ruth", "write"))
    assert everything["scopes"] is None
    assert {"administer", "ask"} <= set(everything["may"])
    assert {"ask", "administer"}.isdisjoint(reading["may"])
    assert writing["scopes"] == ["read", "write"]
    assert "ask" in writing["may"]
    assert "administer" not in writing["may"]


def test_a_scope_gives_nobody_more_than_they_may(client: FlaskClient, person: MakePerson) -> None:
    person("mei")
    said = ask(client, "/api/probe", key_of("mei", "admin", "staff", "moderate", "write"))
    assert {"administer", "work-cases", "decide-review"}.isdisjoint(said["may"])


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic bWVpOng=", "wrong"])
def test_what_is_no_key_is_refused(client: FlaskClient, header: str) -> None:
    answer = client.get("/api/probe", headers={"Authorization": header})
    assert (answer.status_code, answer.get_json()) == (401, {"slug": "sign-in-needed"})


def test_a_revoked_key_is_refused_and_only_its_owner_revokes_it(
    client: FlaskClient, person: MakePerson, enter: Enter
) -> None:
    person("mei")
    person("lin")
    key = key_of("mei")
    number = queries.tokens_of(queries.get_or_404("mei").id)[0].id
    assert enter("lin").post(f"/settings/tokens/{number}/revoke").status_code == 404
    assert ask(client, "/api/probe", key)["name"] == "mei"
    assert enter("mei").post(f"/settings/tokens/{number}/revoke").status_code == 302
    assert client.get("/api/probe", headers={"Authorization": f"Bearer {key}"}).status_code == 401


def test_another_role_a_suspension_and_its_end_count_on_the_next_request(
    person: MakePerson, enter: Enter
) -> None:
    person("mei")
    ruth = person("ruth", role=Role.ADMIN)
    client, key = enter("mei"), key_of("mei")
    admin = services.Actor(member_id=ruth.id, role=Role.ADMIN, confirmed=True)
    mei = queries.get_or_404("mei")
    with unit_of_work():
        services.set_role(mei, Role.AGENT, by=admin)
    assert ask(client, "/probe")["role"] == "member", "who gets a role signs in again"
    client = enter("mei")
    assert ask(client, "/probe")["role"] == "agent"
    assert "work-cases" in ask(client, "/api/probe", key)["may"]
    with unit_of_work():
        services.set_role(mei, Role.MEMBER, by=admin)
        services.set_suspended(mei, suspended=True, until=clock.now() + timedelta(days=1))
    client = enter("mei")
    assert "ask" not in ask(client, "/probe")["may"]
    assert "ask" not in ask(client, "/api/probe", key)["may"]
    assert "have-account" in ask(client, "/probe")["may"]
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        assert "ask" in ask(client, "/api/probe", key)["may"]
    with unit_of_work():
        services.set_suspended(mei, suspended=False)
    assert "ask" in ask(client, "/probe")["may"]


def test_who_may_appoint(person: MakePerson) -> None:
    moderator = person("carol", role=Role.MODERATOR)
    admin = person("ruth", role=Role.ADMIN)
    by_moderator = services.Actor(member_id=moderator.id, role=Role.MODERATOR, confirmed=True)
    by_admin = services.Actor(member_id=admin.id, role=Role.ADMIN, confirmed=True)
    for deed in (
        lambda: services.set_role(moderator, Role.ADMIN, by=by_moderator),
        lambda: services.set_role(admin, Role.MEMBER, by=by_admin),
    ):
        with pytest.raises(DomainError), unit_of_work():
            deed()


def test_cookies_of_an_encrypted_site_never_travel_in_the_open(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = Settings(
        _env_file=None, data_dir=tmp_path_factory.mktemp("https"), base_url="https://huzhu.example"
    )
    made = create_app(settings.prepared())
    with made.app_context():
        db.create_all()
        page = made.test_client().get("/sign-in", base_url="https://huzhu.example")
        db.engine.dispose()
    cookies = page.headers.getlist("Set-Cookie")
    assert cookies
    assert all("Secure" in cookie for cookie in cookies)
