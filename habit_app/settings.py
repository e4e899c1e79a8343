"""Every environment variable (prefix HABIT_), typed, validated, refused if unsafe in production."""

import secrets
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

import limits
from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SECRET_BYTES = 32


def _known_rate(text: str) -> str:
    limits.parse(text)
    return text


Rate = Annotated[str, AfterValidator(_known_rate)]
"""So many in so long, as in `5/minute` or `100/2 hours`."""


class Settings(BaseSettings):
    """What an operator may set; the README's table lists each one."""

    model_config = SettingsConfigDict(
        env_prefix="HABIT_",
        env_file=".env",
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,  # the input holds the secret
    )

    env: Literal["laptop", "production", "test"] = "laptop"
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=1, le=65_535)
    web_workers: int = Field(1, ge=1, le=64)
    worker_threads: int = Field(4, ge=1, le=64)
    data_dir: Path = Path("data")
    public_url: str = ""
    database_url: str = ""
    db_pool_size: int = Field(5, ge=1)
    db_max_overflow: int = Field(10, ge=0)
    db_pool_timeout: float = Field(30, gt=0)
    db_echo: bool = False
    redis_url: str = ""
    secret_key: SecretStr = SecretStr("")
    access_token_minutes: int = Field(15, ge=1, le=24 * 60)
    refresh_token_days: int = Field(7, ge=1, le=365)
    signup: Literal["open", "invite", "closed"] = "open"
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    force_https: bool = False
    allow_private_targets: bool = False
    smtp_host: str = ""
    smtp_port: int = Field(587, ge=1, le=65_535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_tls: Literal["starttls", "tls", "none"] = "starttls"
    smtp_from: str = "SmartHabit <smarthabit@localhost>"
    rate_sign_in: Rate = "5/minute"
    rate_sign_in_address: Rate = "30/minute"
    rate_sign_up: Rate = "10/hour"
    rate_visit: Rate = "300/hour"
    rate_socket: Rate = "240/minute"
    rate_event: Rate = "1200/minute"
    rate_mail: Rate = "5/hour"
    rate_checkin: Rate = "600/hour"
    rate_work: Rate = "10000/hour"
    rate_other: Rate = "600/minute"
    nudge_holdout: float = Field(0.1, ge=0, le=0.5)
    demo: bool | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("cors_origins", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @model_validator(mode="after")
    def _refuse_a_loop(self) -> Self:
        if self.force_https and not self.trusted_proxies:
            message = "HABIT_TRUSTED_PROXIES: name the proxy that ends TLS, or nobody gets in."
            raise ValueError(message)
        return self

    @field_validator("redis_url")
    @classmethod
    def _refuse_what_pages_cannot_use(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("begins with redis://, rediss:// or unix://.")
        return value

    @model_validator(mode="after")
    def _refuse_pages_that_nobody_shares(self) -> Self:
        if self.web_workers > 1 and not self.redis_url:
            message = "HABIT_WEB_WORKERS: several web processes share open pages in Redis; "
            raise ValueError(message + "set HABIT_REDIS_URL, or leave it at 1.")
        return self

    @model_validator(mode="after")
    def _refuse_what_is_unsafe_in_production(self) -> Self:
        if self.env != "production":
            return self
        if len(self.secret_key.get_secret_value().encode()) < SECRET_BYTES:
            message = f"HABIT_SECRET_KEY must have at least {SECRET_BYTES} bytes in production."
            raise ValueError(message)
        if self.demo:
            raise ValueError("HABIT_DEMO: demo data are refused in production.")
        if self.smtp_host and not self.public_url:
            raise ValueError("HABIT_PUBLIC_URL: mails have to name the address of the pages.")
        return self

    @property
    def with_demo(self) -> bool:
        """Whether demo data belong into this installation: on a laptop, unless switched off."""
        return self.env == "laptop" if self.demo is None else self.demo

    @property
    def database(self) -> str:
        """The database's address: as set, or one SQLite file in the data folder."""
        if self.database_url:
            return self.database_url
        return f"sqlite:///{(self.data_dir / 'smarthabit.sqlite3').resolve()}"

    @property
    def pages_redis_url(self) -> str:
        """Where several web processes keep open pages: the next logical database of Redis.

        They are pickled, so that whoever writes there runs code here: nothing else belongs there.
        Empty without Redis: then there is one process, which keeps them itself.
        """
        if not self.redis_url:
            return ""
        url = urlsplit(self.redis_url)
        if url.scheme == "unix":
            asked = dict(parse_qsl(url.query))
            asked["db"] = str(int(asked.get("db", 0)) + 1)
            return f"unix://{url.path}?{urlencode(asked)}"
        named = url.path.strip("/")
        return url._replace(path=f"/{int(named or 0) + 1}").geturl()

    def is_own(self, origin: str, scheme: str, host: str) -> bool:
        """Whether a request comes from our own pages: of the host it asks, or the public one.

        Behind a proxy that ends TLS a page is on https while the request is not; never the other
        way round.
        """
        try:
            source, public = urlsplit(origin), urlsplit(self.public_url)
        except ValueError:
            return False
        if not source.netloc:
            return False
        here = source.netloc == host and source.scheme in {scheme, "https"}
        return here or source[:2] == public[:2]

    @property
    def is_secure(self) -> bool:
        """Whether people reach this installation by https, whatever the proxy in front says."""
        return self.force_https or self.public_url.startswith("https://")

    @property
    def address(self) -> str:
        """Where people reach this installation, without a slash at the end."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def secret(self) -> bytes:
        """The key that every other key is derived from; a laptop makes and keeps its own."""
        return (self.secret_key.get_secret_value() or _kept_secret(self.data_dir)).encode()


def private_folder(path: Path) -> Path:
    """Make a folder that nobody else on this machine can look into, unless it is there."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def _kept_secret(folder: Path) -> str:
    """Read the installation's secret, making it on first use.

    Linked into place whole, so that of two processes that start at once one wins and both
    read the same.
    """
    path = folder / "secret.key"
    if not path.exists():
        private_folder(folder)
        with NamedTemporaryFile("w", dir=folder, prefix=".secret-") as draft:  # 0600 by itself
            draft.write(secrets.token_urlsafe(48))
            draft.flush()
            with suppress(FileExistsError):
                path.hardlink_to(draft.name)
    return path.read_text().strip()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    return Settings()
