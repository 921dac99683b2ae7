"""Which languages there are: one for each catalogue of sentences, ours and those of the site."""

from pathlib import Path
from typing import Final

from babel import Locale, UnknownLocaleError
from pydantic_settings import BaseSettings, SettingsConfigDict

OURS: Final = Path(__file__).parent / "translations"
COMPILED: Final = "*/LC_MESSAGES/messages.mo"


class Where(BaseSettings):
    """The one setting that is wanted while modules load, since forms and schemas list the languages; part of all."""

    model_config = SettingsConfigDict(
        env_prefix="HUZHU_", env_file=".env", extra="ignore", use_attribute_docstrings=True
    )

    translations: str = ""
    """A folder with more catalogues, `LANGUAGE/LC_MESSAGES/messages.mo` in it; each is one more language."""


def folders() -> list[Path]:
    """Where catalogues stand: the folder of the site, if it has one, and ours."""
    given = Where().translations
    return [*([Path(given).absolute()] if given else []), OURS]


def spoken(written: str) -> dict[str, str]:
    """Every language by its tag, in its own name: the one our sentences are written in, then by catalogue."""
    found = {path.parent.parent.name.replace("_", "-") for each in folders() for path in each.glob(COMPILED)}
    named = {tag: _own_name(tag) for tag in (written, *sorted(found - {written}))}
    return {tag: name for tag, name in named.items() if name}


def _own_name(tag: str) -> str:
    try:
        locale = Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        return ""  # some other folder
    return str(locale.languages.get(str(locale), locale.display_name))
