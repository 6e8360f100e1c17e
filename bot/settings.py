"""What the environment says: where the data is, how to reach Slack, how to speak. Read from `.env` too."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from dotenv.parser import parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from commands.kit.texts import Language
from store.refusal import Reason, Refusal
from store.text import Text

Mode = Literal["run", "serve"]
"""Socket Mode, or signed HTTP."""

_NEEDED: Mapping[Mode, tuple[str, ...]] = {
    "run": ("slack_bot_token", "slack_app_token"),
    "serve": ("slack_bot_token", "slack_signing_secret"),
}
_KINDS: Mapping[str, str] = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}


class Settings(BaseSettings):
    """One field per environment variable, of the same name in capitals; `bot.toml` says what each is for.

    Secrets show as `**********` wherever they are printed.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    hyoka_data_dir: Path = Path("data")
    hyoka_timezone: ZoneInfo = ZoneInfo("Asia/Tokyo")
    hyoka_language: Language = "ja"
    hyoka_secretariat: str = Field("", pattern=r"^[\sA-Z0-9,、]*$")
    slack_bot_token: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_api_url: str = Field("https://slack.com/api/", pattern="^https?://.")
    hyoka_port: int = Field(3000, ge=0, le=65535)
    hyoka_metrics_port: int = Field(0, ge=0, le=65535)
    hyoka_log: Literal["json", "console"] = "console"
    hyoka_log_level: Literal["debug", "info", "warning", "error"] = "info"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_in_slash(cls, url: str) -> str:
        parts = urlsplit(url)
        if not parts.hostname or parts.port == 0:  # both raise ValueError where the address can't be one
            raise ValueError(url)
        return url.rstrip("/") + "/"

    @property
    def secretariat(self) -> frozenset[str]:
        """The user ids that are of the secretariat by setting."""
        return frozenset(re.split(r"[\s,、]+", self.hyoka_secretariat)) - {""}

    @classmethod
    def load(cls) -> Settings:
        """The settings of this process.

        Raises:
            Refusal: some can't be read; it names every one of them.
        """
        _check_env_file(Path(".env"))
        try:
            return cls()
        except ValidationError as error:
            wrong = [
                Text.of(
                    "bot.settings_wrong", name=str(each["loc"][0]).upper(), what=Text(f"bot.setting_{each['loc'][0]}")
                )
                for each in error.errors(include_input=False)
            ]
        refusal = Refusal(wrong[0].key)
        refusal.reasons = tuple(Reason(text) for text in wrong)
        raise refusal

    def need(self, mode: Mode) -> None:
        """Check that the secrets for `mode` are there, and of the right kind.

        Raises:
            Refusal: names those that are missing, or one that was mistaken for another.
        """
        missing = [name for name in _NEEDED[mode] if not self.secret(name)]
        if missing:
            raise Refusal("bot.settings_missing", names=tuple(name.upper() for name in missing))
        for name in _NEEDED[mode]:
            wanted, given = _KINDS.get(name, ""), self.secret(name)
            if not given.isascii() or not given.isprintable():
                raise Refusal("bot.settings_wrong", name=name.upper(), what=Text(f"bot.setting_{name}"))
            if not given.startswith(wanted):
                raise Refusal("bot.settings_wrong_kind", name=name.upper(), wanted=wanted, given=_kind(given))

    def secret(self, name: str) -> str:
        value: SecretStr = getattr(self, name)
        return value.get_secret_value().strip()


def _check_env_file(file: Path) -> None:
    """Raises Refusal where there is one that can't be read: a setting of it would be lost without a word."""
    try:
        written = file.read_text("utf-8")
    except (FileNotFoundError, IsADirectoryError):
        return
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal("bot.env_unreadable") from error
    for binding in parse_stream(StringIO(written)):
        if binding.error:
            raise Refusal("bot.env_line", line=binding.original.line)


def _kind(secret: str) -> str:
    """The part of a token that tells its kind and nothing else."""
    head, dash, _ = secret.partition("-")
    return f"{head}-" if dash and head in ("xoxb", "xoxp", "xapp", "xoxe") else "…"
