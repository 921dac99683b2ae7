"""What the documents name is there: commands with their options, settings, files, tests, targets of make, addresses."""

import re
from functools import cache
from pathlib import Path
from typing import Final

import click
import pytest
from flask import Flask

from app import COMMANDS, commands
from community.kernel.config import Settings
from tests.house.sources import ROOT, files, here

DOCUMENTS: Final = [path for path in files(".md") if here(path).startswith(("docs/", "README", "CHANGELOG"))]
CODE: Final = re.compile(r"```\w*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
COMMAND: Final = re.compile(r"(?:^|[/ ])huzhu ([a-z][\w-]*)([^#&|;<>\n]*)", re.MULTILINE)
OPTION: Final = re.compile(r"(?<!\S)--[a-z][\w-]*")
SETTING: Final = re.compile(r"\bHUZHU_[A-Z_]*[A-Z]\b")
TEST: Final = re.compile(r"\btest_\w+\b(?!\.py)")
FILE: Final = re.compile(r"(?:community|docs|gamification|moderation|static|templates|tests)/[\w@.*/-]*")
TARGET: Final = re.compile(r"(?:^|\n)make ([a-z]+)")
ADDRESS: Final = re.compile(r"(?:(GET|POST|PUT|PATCH|DELETE)(?:/[A-Z]+)* )?(/[\w.<>/-]*)(?:\?\S*)?")
STANDS_FOR: Final = re.compile(r"\b(?:ID|NAME|SLUG|\d+)\b|<[^>]+>")
NO_RULES: Final = {"/dev/shm", "/questions/7/any-words"}  # noqa: S108 - of the machine; an example
WITHOUT_JSON: Final = {"serve", "web", "worker", "log export"}  # they go on, or write lines of JSON or CSV

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=here)


def code_in(path: Path) -> list[str]:
    """What is set as code; of the changelog, where it speaks of what is not released yet."""
    text = path.read_text("utf-8")
    current = text.split("\n## ")[1] if path.name == "CHANGELOG.md" else text
    return [block or span for block, span in CODE.findall(current)]


@cache
def words_of_tests() -> set[str]:
    """Every word in the tests: names of tests, and of settings that only tests read."""
    return {word for path in files(".py") if "/tests/" in str(path) for word in _words(path)}


def _words(path: Path) -> set[str]:
    return set(re.findall(r"\w+", path.read_text("utf-8")))


def unknown(name: str, rest: str) -> list[str]:
    """What of a command line of `huzhu` is not there."""
    words = rest.split()
    if name not in COMMANDS:
        return [name]
    command = commands.get_command(click.Context(commands), name)
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    assert command is not None
    if isinstance(command, click.Group):
        return words[:1]
    known = {
        "--help",
        *(each for option in command.params for each in (*option.opts, *option.secondary_opts)),
    }
    return [each for each in OPTION.findall(rest) if each not in known]


@each_document
def test_commands_and_their_options(path: Path) -> None:
    lines = [found for code in code_in(path) for found in COMMAND.findall(code)]
    assert {f"huzhu {name} {rest}": wrong for name, rest in lines if (wrong := unknown(name, rest))} == {}


def test_a_command_that_is_not_there_is_found() -> None:
    assert unknown("dance", "") == ["dance"]
    assert unknown("user", "dance") == ["dance"]
    assert unknown("serve", "--port 8000 --hats 3") == ["--hats"]
    assert unknown("user", "create NAME --role admin") == []


@each_document
def test_settings_tests_and_targets(path: Path) -> None:
    code = "\n".join(code_in(path))
    settings = {f"HUZHU_{name.upper()}" for name in Settings.model_fields}
    assert set(SETTING.findall(code)) - settings - words_of_tests() - {"HUZHU_OIDC"} == set()
    assert set(TEST.findall(code)) - words_of_tests() == set()
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(TARGET.findall(code)) <= set(targets)


@each_document
def test_files_and_folders(path: Path) -> None:
    named = {found for code in code_in(path) if (found := code.strip()) and FILE.fullmatch(found)}
    places = (ROOT, ROOT / "templates")
    gone = {each for each in named if not any(list(place.glob(each.rstrip("/"))) for place in places)}
    assert {each for each in gone if "LANGUAGE" not in each} == set()


@each_document
def test_addresses(house: Flask, path: Path) -> None:
    rules = [(STANDS_FOR.sub("*", rule.rule), rule.methods or set()) for rule in house.url_map.iter_rules()]
    gone = []
    for code in code_in(path):
        found = ADDRESS.fullmatch(code)
        if found is None or code in NO_RULES:
            continue
        asked, address = found[1], STANDS_FOR.sub("*", found[2])
        pattern = re.compile(r"(?:^|/)" + re.escape(address.strip("/")).replace(r"\*", r"[^/]+") + r"(?:/|$)")
        if not any(pattern.search(rule) and (asked is None or asked in methods) for rule, methods in rules):
            gone.append(code)
    assert gone == []


def test_every_command_that_says_something_and_ends_takes_json() -> None:
    found = set()
    for name in COMMANDS:
        command = commands.get_command(click.Context(commands), name)
        inside = command.commands if isinstance(command, click.Group) else {"": command}
        for sub, each in inside.items():
            if each is not None and not any("--json" in option.opts for option in each.params):
                found.add(f"{name} {sub}".strip())
    assert found == WITHOUT_JSON
