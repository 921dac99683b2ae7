"""The private servers of a test run are there, and belong to it alone."""

from pathlib import Path

import psycopg
import pytest
import redis

from tests.servers import PostgresServer


@pytest.mark.postgres
def test_postgresql_is_private_and_new_enough(postgres_url: str) -> None:
    address = postgres_url.replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        assert connection.info.server_version >= 150000
        listening = connection.execute("SHOW listen_addresses").fetchone()
        assert listening == ("127.0.0.1",)


@pytest.mark.postgres
def test_a_database_can_be_made_anew_from_a_template(postgres_server: PostgresServer) -> None:
    address = postgres_server.create_database("huzhu_mould").replace("+psycopg", "")
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE marks (mark text)")
    copied = postgres_server.create_database("huzhu_cast", template="huzhu_mould")
    with psycopg.connect(copied.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT count(*) FROM marks").fetchone() == (0,)


@pytest.mark.redis
def test_redis_is_private(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.ping()
        assert client.config_get("bind")["bind"] == "127.0.0.1"


@pytest.mark.browser
def test_chromium_draws_a_page(browser: object, tmp_path: Path) -> None:
    page = browser.new_page()
    page.set_content("<title>Huzhu</title>")
    assert page.title() == "Huzhu"
    page.close()
