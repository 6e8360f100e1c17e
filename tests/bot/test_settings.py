"""What is missing or mistaken is said in one sentence."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.settings import Settings
from commands.kit.texts import LANGUAGES, Texts
from store.refusal import Refusal
from store.text import Text

TEXTS = Texts([files("bot") / "bot.toml"], ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def test_nothing_needs_to_be_set_to_read_the_settings() -> None:
    settings = Settings.load()
    assert (settings.hyoka_data_dir, str(settings.hyoka_timezone), settings.hyoka_language) == (
        Path("data"), "Asia/Tokyo", "ja",
    )  # fmt: skip
    assert settings.slack_api_url == "https://slack.com/api/"


def test_dot_env_is_read_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("HYOKA_LANGUAGE=en\nHYOKA_PORT=8080\nOTHER=1\n", "utf-8")
    monkeypatch.setenv("HYOKA_PORT", "9090")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:3200/api")
    settings = Settings.load()
    assert (settings.hyoka_language, settings.hyoka_port) == ("en", 9090)
    assert settings.slack_api_url == "http://127.0.0.1:3200/api/"


def test_every_missing_one_is_named_at_once() -> None:
    with pytest.raises(Refusal) as refused:
        Settings.load().need("run")
    said = TEXTS.say(refused.value.text, "ja")
    assert "SLACK_BOT_TOKEN" in said
    assert "SLACK_APP_TOKEN" in said
    assert "SLACK_SIGNING_SECRET" not in said


def test_serving_over_http_needs_the_signing_secret_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    with pytest.raises(Refusal) as refused:
        Settings.load().need("serve")
    assert refused.value.text.values == {"names": ("SLACK_SIGNING_SECRET",)}
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "abc")
    Settings.load().need("serve")


def test_tokens_that_were_exchanged_are_told_without_showing_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xapp-secret")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xoxb-secret")
    with pytest.raises(Refusal) as refused:
        Settings.load().need("run")
    for language in LANGUAGES:
        said = TEXTS.say(refused.value.text, language)
        assert "SLACK_BOT_TOKEN" in said
        assert "xapp-" in said
        assert "secret" not in said


def test_what_cannot_be_read_is_named_in_capitals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HYOKA_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("HYOKA_PORT", "many")
    with pytest.raises(Refusal) as refused:
        Settings.load()
    assert {reason.text.values["name"] for reason in refused.value.reasons} == {"HYOKA_TIMEZONE", "HYOKA_PORT"}


def test_secrets_are_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-hush")
    settings = Settings.load()
    assert "hush" not in repr(settings) + str(settings) + settings.model_dump_json()
    assert settings.secret("slack_bot_token") == "xoxb-hush"


def test_each_setting_says_what_it_is_for() -> None:
    described = {key.removeprefix("bot.setting_") for key in TEXTS.keys() if key.startswith("bot.setting_")}  # noqa: SIM118
    assert described == set(Settings.model_fields)
    assert all(TEXTS.say(Text(f"bot.setting_{name}"), "ja") for name in described)
