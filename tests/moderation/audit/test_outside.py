"""The head of the log that is kept outside the database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

import app as house
from community.kernel.policy import Actor
from community.kernel.site_cli import prepare_site
from community.kernel.unit_of_work import unit_of_work
from moderation.audit import checking, outside, queries, services
from tests.conftest import both_databases

NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


def head(number: int, at: datetime = NOON) -> outside.Head:
    return outside.Head(number, f"hash {number}", at)


def act(by: Actor, number: int = 1) -> None:
    with unit_of_work():
        services.record("review-approve", f"post:{number}", by=by)


def test_it_only_moves_forward(app: Flask) -> None:
    for number in (3, 2, 5, 4):
        outside.advance(head(number))
    assert outside.read() == [head(5)]


def test_each_day_keeps_its_last_line(app: Flask) -> None:
    later = NOON + timedelta(days=1)
    for each in (head(1), head(2), head(3, later), head(4, later)):
        outside.advance(each)
    assert outside.read() == [head(2), head(4, later)]


def test_only_so_many_days_are_kept(app: Flask) -> None:
    for number in range(1, outside.KEPT + 4):
        outside._write([*(outside.read() or []), head(number, NOON + timedelta(days=number))])
    heads = outside.read()
    assert heads is not None
    assert (len(heads), heads[0].number) == (outside.KEPT, 4)


def test_nobody_but_the_owner_reads_it(app: Flask) -> None:
    outside.advance(head(1))
    assert outside.path().stat().st_mode & 0o777 == 0o600


SPOILT = {
    "a number changed": lambda told: told.replace('"number": 1', '"number": 0'),
    "cut": lambda told: told[:40],
    "no JSON": lambda _told: "nonsense\n",
    "empty": lambda _told: "",
    "a list": lambda _told: "[]\n",
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_file_that_was_changed_is_noticed(app: Flask, carol: Actor, name: str) -> None:
    act(carol)
    outside.path().write_text(SPOILT[name](outside.path().read_text()))
    (breach,) = checking.chain_breaches()
    assert str(outside.path()) in breach
    act(carol)  # and work goes on
    assert len(checking.chain_breaches()) == 1


def test_a_file_signed_with_another_secret_is_noticed(app: Flask, carol: Actor) -> None:
    act(carol)
    told = outside.path().read_text()
    mac = told.split('"mac": "')[1][:64]
    outside.path().write_text(told.replace(mac, "0" * 64))
    assert checking.chain_breaches()


@both_databases
def test_a_file_that_was_taken_away_is_missed_and_its_return_is_written_down(
    app: Flask, carol: Actor
) -> None:
    act(carol)
    outside.path().unlink()
    (breach,) = checking.chain_breaches()
    assert "missing" in breach
    prepare_site()
    assert [entry.act for entry in queries.acts_on("log:head")] == ["log-anchored"]
    assert checking.chain_breaches() == []
    prepare_site()
    assert len(queries.acts_on("log:head")) == 1


def test_what_fell_behind_catches_up(app: Flask, carol: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    act(carol)
    with monkeypatch.context() as broken:
        broken.setattr(outside, "advance", lambda _head: None)
        act(carol, 2)
    checking.catch_up()
    heads = outside.read()
    assert heads is not None
    assert heads[-1].number == 2


def test_a_new_site_has_nothing_to_note(app: Flask) -> None:
    prepare_site()
    assert not outside.path().exists()
    assert checking.chain_breaches() == []


def test_a_full_disk_costs_the_deed_nothing(
    app: Flask, carol: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_heads: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outside, "_write", full)
    act(carol)
    assert len(queries.acts_on("post:1")) == 1


def test_a_restored_copy_begins_a_head_of_its_own(app: Flask, carol: Actor, tmp_path: Path) -> None:
    act(carol)
    run = CliRunner()
    copy = tmp_path / "elsewhere"
    environment = {"HUZHU_DATA_DIR": str(copy), "HUZHU_SECRET_KEY": "another secret, of another site"}
    assert run.invoke(house.commands, ["backup", str(tmp_path / "b.tar")], obj=lambda: app).exit_code == 0
    for command in (["restore-backup", str(tmp_path / "b.tar")], ["check"]):
        done = run.invoke(house.commands, command, obj=house.create_app, env=environment)
        assert done.exit_code == 0, done.output
    assert (copy / outside.FILE).exists()
