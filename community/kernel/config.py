"""Every setting of the site: `HUZHU_…` in the environment or in `.env`, typed, checked and frozen."""

import re
import secrets
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import SettingsConfigDict

from community.kernel.catalogues import Where
from community.kernel.errors import SettingsError
from community.kernel.made_once import made_once
from community.kernel.service_urls import BEGINNINGS, SQLITE, ensure_readable, ensure_sender, ensure_service
from community.kernel.thresholds import chosen

Preset = Literal["seed", "growing", "mature"]
SECRET_FILE = "secret_key"  # noqa: S105 - the name of a file, not a secret
SHORTEST_SECRET = 16
# A password may also stand behind an address, for databases and queues as for services.
_IN_QUERY = re.compile(r"(?i)([?&;]\w*(?:pass|password|secret|token|key)=)[^&;#]+")
_HOSTS = re.compile(r"[a-z0-9.-]+(,[a-z0-9.-]+)*")


class Settings(Where):
    """All settings; every field is the variable `HUZHU_` + its name in capitals."""

    model_config = SettingsConfigDict(frozen=True)  # where from, its parent says

    data_dir: Path = Path("var")
    """Folder for the database, the search index, uploads and mail."""
    database_url: str = ""
    """`sqlite:///FILE` or `postgresql+psycopg://…`; unset: a SQLite file in the data folder."""
    database_replica_url: str = ""
    """A standby of PostgreSQL that visitors may read from while it is at most two seconds behind; unset: none."""
    redis_url: str = ""
    """`redis://…`, for limits shared by several processes, and for the queue; unset: none is needed."""
    queue_url: str = ""
    """`redis://…` or `amqp://…` (RabbitMQ), where Celery wakes workers on other hosts; unset: `HUZHU_REDIS_URL`."""
    secret_key: SecretStr = SecretStr("")
    """Signs cookies and links, at least 16 characters; unset: made once and kept in the data folder."""
    base_url: str = "http://127.0.0.1:8000"
    """The address people reach the site at, used in mails and feeds."""
    preset: Preset = "seed"
    """How thresholds are set: for a young, a growing or a mature community."""
    thresholds: str = ""
    """Single numbers that differ from the preset, such as `unanswered_minutes=90, uploads_a_day=30`."""
    smtp_url: str = ""
    """`smtp://…` or `smtps://…`, or `file:///FOLDER` for .eml files; unset: `mail` in the data folder."""
    mail_from: str = "Huzhu <no-reply@huzhu.invalid>"
    """The sender of every mail."""
    llm_url: str = ""
    """A chat-completions service for suggestions; unset: none is asked."""
    llm_model: str = ""
    """The model to ask there."""
    llm_key: SecretStr = SecretStr("")
    """The key for it."""
    storage_url: str = ""
    """`file://…` or `s3://…` for pictures; unset: `uploads` in the data folder."""
    trusted_proxies: Annotated[int, Field(ge=0, le=10)] = 0
    """How many reverse proxies stand in front, 0 to 10."""
    rate_limits: Literal["on", "off"] = "on"
    """Whether sign-in, posting and the API are throttled."""
    sign_up: Literal["open", "invited"] = "open"
    """Who may open an account: anyone, or only who was invited."""
    staff_second_factor: Literal["offered", "required"] = "required"
    """Whether moderators and staff need a second factor, or are only offered one."""
    staff_second_factor_days: Annotated[int, Field(ge=0, le=365)] = 14
    """How many days they have to set it up, from their first sign-in on; then their role waits for it."""
    oidc_issuer: str = ""
    """The address of an OpenID Connect provider that people may sign in with; unset: none."""
    oidc_client_id: str = ""
    """What this site is called there."""
    oidc_client_secret: SecretStr = SecretStr("")
    """The secret that goes with it; unset for a public client."""
    oidc_name: str = ""
    """What people call the provider; unset: its host."""
    log_format: Literal["text", "json"] = "text"
    """Lines for people or for machines."""
    slow_query_ms: Annotated[int, Field(ge=0, le=600_000)] = 500
    """Statements of the database that take longer are logged, in milliseconds; 0: none."""
    site_name: str = "Huzhu"
    """The name shown in titles and mails."""

    offline: Literal["on", "off"] = "on"
    """Whether browsers keep public pages for reading offline; `off` also removes what they kept."""
    widget_origins: str = ""
    """Sites that may embed the widget, such as `https://shop.example.com`, with commas between them."""

    webhook_hosts: str = ""
    """Hosts of your own network that webhooks may go to, with commas between them; unset: the open internet only."""

    @model_validator(mode="before")
    @classmethod
    def _empty_is_unset(cls, given: Any) -> Any:
        # As a compose file or a unit passes on what nobody has set; no folder or sender is meant by that.
        return {name: value for name, value in given.items() if value != ""}

    @field_validator("mail_from")
    @classmethod
    def _mail_from(cls, value: str) -> str:
        ensure_sender(value)
        return value

    @field_validator("webhook_hosts")
    @classmethod
    def _webhook_hosts(cls, value: str) -> str:
        if (hosts := value.replace(" ", "").lower()) and not _HOSTS.fullmatch(hosts):
            raise ValueError(
                "must be hosts such as hooks.example.internal, with commas between, without ports"
            )
        return hosts

    @field_validator("widget_origins")
    @classmethod
    def _widget_origins(cls, value: str) -> str:
        origins = [each.strip().rstrip("/").lower() for each in value.split(",") if each.strip()]
        for each in origins:
            parts = urlsplit(each)
            if (
                parts.scheme not in {"http", "https"}
                or not parts.netloc
                or each != f"{parts.scheme}://{parts.netloc}"
            ):
                message = "must be origins such as https://shop.example.com, with commas between them"
                raise ValueError(message)
            ensure_readable(each)
        return ",".join(origins)

    @field_validator("oidc_issuer")
    @classmethod
    def _oidc_issuer(cls, value: str) -> str:
        parts = urlsplit(value)
        near = parts.hostname in {"localhost", "127.0.0.1", "::1"}
        if value and (
            (parts.scheme != "https" and not (parts.scheme == "http" and near)) or not parts.netloc
        ):
            message = "must be an address such as https://accounts.example.com"
            raise ValueError(message)
        ensure_readable(value)
        return value.rstrip("/")

    @field_validator("base_url")
    @classmethod
    def _base_url(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc:
            message = "must be an address such as https://community.example.com"
            raise ValueError(message)
        if "@" in parts.netloc or parts.path.strip("/") or parts.query or parts.fragment or " " in value:
            # Pages and their links begin at the root of a host.
            message = "must be a scheme and a host alone, such as https://community.example.com"
            raise ValueError(message)
        ensure_readable(value)
        return value.rstrip("/")

    @field_validator("translations")
    @classmethod
    def _translations(cls, value: str) -> str:
        if value and not any(Path(value).glob("*/LC_MESSAGES/messages.mo")):
            message = "must be a folder with compiled catalogues, LANGUAGE/LC_MESSAGES/messages.mo"
            raise ValueError(message)
        return value

    @field_validator(*BEGINNINGS)
    @classmethod
    def _services(cls, value: str, info: ValidationInfo) -> str:
        ensure_service(str(info.field_name), value)
        return value

    @field_validator("thresholds")
    @classmethod
    def _thresholds(cls, value: str) -> str:
        chosen(value)
        return value

    @field_validator("secret_key")
    @classmethod
    def _secret_key(cls, value: SecretStr) -> SecretStr:
        if value.get_secret_value() and len(value.get_secret_value()) < SHORTEST_SECRET:
            message = f"must have at least {SHORTEST_SECRET} characters"
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _fill(self) -> Self:
        object.__setattr__(self, "data_dir", self.data_dir.absolute())
        data_dir = _in_address(self.data_dir)
        if not self.database_url:
            object.__setattr__(self, "database_url", f"{SQLITE}{data_dir}/huzhu.sqlite")
        elif self.database_url.startswith(SQLITE):
            # From here, as the data folder is, and not from beside the code.
            file = self.database_url.removeprefix(SQLITE)
            if not file.startswith(("/", "file:")):
                object.__setattr__(self, "database_url", f"{SQLITE}{_in_address(Path.cwd())}/{file}")
        if not self.queue_url and not self.redis_url.startswith("unix://"):
            object.__setattr__(self, "queue_url", self.redis_url)
        if not self.storage_url:
            object.__setattr__(self, "storage_url", f"file://{data_dir}/uploads")
        if not self.smtp_url:
            object.__setattr__(self, "smtp_url", f"file://{data_dir}/mail")
        return self

    @property
    def index_dir(self) -> Path:
        """Where the embedded search index lives."""
        return self.data_dir / "index"

    @property
    def on_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def model_asked(self) -> str:
        """The language model that is asked for its opinion; "" where none is."""
        return self.llm_model if self.llm_url else ""

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    @property
    def own_address(self) -> tuple[str, str] | None:
        """Scheme and host that whoever runs the site has named; None where nobody has."""
        if "base_url" not in self.model_fields_set:
            return None
        parts = urlsplit(self.base_url)
        return parts.scheme, parts.netloc

    def serves_at(self, host: str, port: int) -> None:
        """Lead letters to where this machine serves the site for itself, unless another address was set."""
        if "base_url" not in self.model_fields_set and host in {"127.0.0.1", "localhost"}:
            object.__setattr__(self, "base_url", f"http://{host}:{port}")

    def shown(self) -> dict[str, str]:
        """Every variable with its value; secrets, and whoever signs in to a service, are masked."""
        return {
            f"HUZHU_{name.upper()}": _masked(name, str(value)) for name, value in self.model_dump().items()
        }

    @classmethod
    def from_env(cls, **given: Any) -> Self:
        """Read the settings; raises SettingsError with one line that names the wrong variable."""
        try:
            return cls(**given)
        except ValidationError as error:
            first = error.errors()[0]
            name = f"HUZHU_{str(first['loc'][0]).upper()}" if first["loc"] else "the settings"
            said = first["msg"].removeprefix("Value error, ")
            message = f"{name}: {said[:1].lower()}{said[1:]}"
            raise SettingsError(message) from None

    def prepared(self) -> Self:
        """Make the data folder and the kept secret; raises SettingsError when that cannot be."""
        try:
            # For this account alone: hashes of passwords and letters with links that let in lie there.
            self.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
            probe = self.data_dir / f".writable-{secrets.token_hex(4)}"
            probe.touch()
            probe.unlink()
            if not self.secret_key.get_secret_value():
                object.__setattr__(self, "secret_key", SecretStr(_kept_secret(self.data_dir / SECRET_FILE)))
        except OSError as error:
            message = f"HUZHU_DATA_DIR: the folder {self.data_dir} cannot be written to ({error.strerror})"
            raise SettingsError(message) from None
        return self


def _in_address(folder: Path) -> str:
    """The path as it stands in an address, where these signs would end it or stand for another."""
    return str(folder).replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def _masked(name: str, value: str) -> str:
    if name in {"secret_key", "llm_key", "oidc_client_secret"}:
        return "********" if value else ""
    scheme, found, rest = value.partition("://")
    if not found:
        return value
    rest = _IN_QUERY.sub(r"\1********", rest)
    return f"{scheme}://" + (f"********@{rest.rpartition('@')[2]}" if "@" in rest else rest)


def _kept_secret(path: Path) -> str:
    """Read the secret made on the first start, or make it; two processes agree on one."""
    kept = made_once(path, lambda: secrets.token_urlsafe(32).encode()).decode("ascii").strip()
    if len(kept) < SHORTEST_SECRET:
        message = (
            f"the secret in {path} is cut off; remove the file and start again (everyone must sign in anew)"
        )
        raise SettingsError(message)
    return kept
