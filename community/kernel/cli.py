"""The command line: commands found when they are called, errors in one line, progress that fits the place."""

import gc
import importlib
import json
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import update_wrapper
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from community.kernel.errors import DomainError, SettingsError

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

DOT_ENV = Path(".env")
STOPPED = 128  # and the number of the signal, as a shell says it
WRONG_USE = 2
CHECK_FAILED = 1
# Starting makes a million things and lets go of none: whoever looks for circles all the while takes a tenth of it.
COLLECT_AFTER = (50_000, 10, 10)


class Commands(click.Group):
    """Commands by name, each imported only when it is called: `huzhu triage` never loads the database."""

    def __init__(self, places: Mapping[str, str], **attrs: Any) -> None:
        super().__init__(**attrs)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*self._places, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        place = self._places.get(cmd_name)
        if place is None:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


def in_app(function: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application, whose database must be there as this code expects it."""

    def after_a_look(*args: P.args, **kwargs: P.kwargs) -> R:
        from community.kernel import schema

        if not schema.is_current():
            fail("the database is not there yet, or of an older version: run `huzhu init` first")
        return function(*args, **kwargs)

    return in_app_as_it_is(update_wrapper(after_a_look, function))


def in_app_as_it_is(function: Callable[P, R]) -> Callable[P, R]:
    """Run a command inside the application that the caller's factory makes; the command prepares the database."""

    def inside(*args: P.args, **kwargs: P.kwargs) -> R:
        maker = click.get_current_context().obj
        by_flask = hasattr(maker, "load_app")
        app = maker.load_app() if by_flask else maker()
        with app.app_context():
            try:
                return function(*args, **kwargs)
            except Exception as error:
                if by_flask:  # `run` would say it in one line; flask does not know it
                    _refused(error)
                raise

    return update_wrapper(inside, function)


def fail(message: str, code: int = WRONG_USE) -> NoReturn:
    """Say what is wrong in one line and end."""
    click.echo(f"huzhu: {' '.join(message.split())}", err=True)
    sys.exit(code)


def _refused(error: Exception) -> None:
    """End with one line where `error` is a refusal or an outage; anything else is a mistake of ours."""
    from community.kernel.outages import sentence_of

    if isinstance(error, UnicodeDecodeError) and not _is_text(DOT_ENV):
        fail(f"{DOT_ENV}: the file is not written in UTF-8")
    words = str(error) if isinstance(error, SettingsError | DomainError) else sentence_of(error)
    if words:
        fail(words)


def _is_text(file: Path) -> bool:
    """Whether the file can be read as settings are: it is, before anything else is there to say what is wrong."""
    try:
        file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return False
    except OSError:
        pass
    return True


def tell(document: Mapping[str, Any], *, as_json: bool, words: str) -> None:
    """Print one JSON document, or the words for a person."""
    click.echo(json.dumps(document, ensure_ascii=False, default=str) if as_json else words)


def tracked(things: Iterable[T], label: str, total: int | None = None, *, quiet: bool = False) -> Iterator[T]:
    """Pass `things` on, showing a bar on a terminal and a line now and then elsewhere (on stderr)."""
    if quiet:
        yield from things
    elif sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import track

        yield from track(things, label, total=total, console=Console(stderr=True))
    else:
        yield from _lines(things, label, total)


def _lines(things: Iterable[T], label: str, total: int | None) -> Iterator[T]:
    step = max(1, total // 10) if total else 1_000
    count = 0
    for count, thing in enumerate(things, 1):
        yield thing
        if count % step == 0:
            click.echo(f"{label}: {count}" + (f" of {total}" if total else ""), err=True)
    if count % step:
        click.echo(f"{label}: {count}, done", err=True)


def _stopped(number: int, _frame: object) -> NoReturn:
    """End as at a key, so that what was begun is put away: half a backup holds what the whole one does."""
    fail("stopped", STOPPED + number)


def run(group: click.Group, factory: Callable[[], Any]) -> NoReturn:
    """The console script: every refusal is one line on stderr, never a traceback."""
    gc.set_threshold(*COLLECT_AFTER)
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:  # `nohup` ignores one of them
            signal.signal(number, _stopped)
    try:
        # Without its own way of ending, click hands back the status that a command asked for.
        status = group.main(obj=factory, prog_name="huzhu", standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.UsageError as error:
        fail(error.format_message())
    except click.ClickException as error:
        fail(error.format_message())
    except click.Abort:
        fail("stopped", 130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:
        _refused(error)
        raise
    sys.exit(status if isinstance(status, int) else 0)
