"""What the app must be told to Slack as, and whether everything is in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import typer

from bot.cli.care.places import backup_told
from bot.cli.surroundings import Surroundings, forms, open_store, settings, texts
from commands.registry import COMMANDS
from store.refusal import Refusal
from store.text import Said, Text


def register(app: typer.Typer) -> None:
    app.command(name="manifest", help="Slack アプリの manifest を書き出す / Write the Slack app manifest.")(
        write_manifest
    )
    app.command(help="設定・保存場所・トークン・画面を確かめる / Check settings, store, tokens and views.")(doctor)


def write_manifest() -> None:
    from bot.manifest import manifest

    told = manifest(COMMANDS, texts(settings().hyoka_timezone))
    Surroundings.give(json.dumps(told, ensure_ascii=False, indent=2))


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at: `ok` is None where it couldn't be looked at."""

    what: Said
    ok: bool | None
    told: Said


def doctor() -> None:
    """Looks at everything, also after something was found wrong; ends with 1 where something was."""
    marks = {True: "✓", False: "✗", None: "－"}
    findings = list(_findings())
    for finding in findings:
        Surroundings.give(f"{marks[finding.ok]} {Surroundings.say(finding.what)}: {Surroundings.say(finding.told)}")
    wrong = sum(finding.ok is False for finding in findings)
    Surroundings.tell("cli.doctor_wrong" if wrong else "cli.doctor_fine", count=wrong)
    if wrong:
        raise typer.Exit(1)


def _findings() -> Iterator[Finding]:
    try:
        settings()
    except Refusal as refusal:
        for reason in refusal.reasons:
            yield Finding(Text.of("cli.check_settings"), ok=False, told=reason.text)
        return
    for name in type(settings()).model_fields:
        yield Finding(
            name.upper(), ok=True, told=Text.of("cli.setting", value=_shown(name), about=Text(f"bot.setting_{name}"))
        )
    yield _checked("cli.check_forms", lambda: Text.of("cli.forms_are", names=tuple(each.edition for each in forms())))
    store = _checked("cli.check_store", _store)
    yield store
    if store.ok:
        yield _checked("cli.check_secretariat", _secretariat)
    backup = backup_told(settings().hyoka_data_dir)
    yield Finding(
        Text.of("cli.check_backup"), ok=None if backup is None else True, told=backup or Text.of("cli.no_backup")
    )
    yield from _slack()


def _checked(what: str, look: Callable[[], Text]) -> Finding:
    try:
        return Finding(Text(what), ok=True, told=look())
    except Refusal as refusal:
        return Finding(Text(what), ok=False, told=refusal.text)


def _shown(name: str) -> str:
    value = getattr(settings(), name)
    shown = str(value)
    return shown or "－"


def _store() -> Text:
    with open_store(writing=False) as store:
        sheets = list(store.sheets())
        silent = sorted({sheet.owner for sheet in sheets if not store.department(sheet.owner).channel})
        people = len(list(store.people()))
        if silent:
            return Text.of("cli.store_silent", sheets=len(sheets), people=people, departments=tuple(silent))
        return Text.of("cli.store_is", sheets=len(sheets), people=people)


def _secretariat() -> Text:
    """Raises Refusal where nobody could assign anybody."""
    with open_store(writing=False) as store:
        names = tuple(each.name for each in store.secretariat())
    if not names:
        raise Refusal("cli.secretariat_nobody")
    return Text.of("cli.secretariat_is", names=names)


def _slack() -> Iterator[Finding]:
    for mode in ("run", "serve"):
        try:
            settings().need(mode)
        except Refusal as refusal:
            yield Finding(Text.of("cli.check_mode", mode=mode), ok=None, told=refusal.text)
        else:
            yield Finding(Text.of("cli.check_mode", mode=mode), ok=True, told=Text.of("cli.mode_ready"))
    if not settings().secret("slack_bot_token"):
        yield Finding(Text.of("cli.check_slack"), ok=None, told=Text.of("cli.slack_skipped"))
        return
    from bot.slack import code_of, web_client

    client = web_client(settings().secret("slack_bot_token"), settings().slack_api_url)
    try:
        who: Any = client.auth_test()
        yield Finding(
            Text.of("cli.check_slack"), ok=True, told=Text.of("cli.slack_is", user=who["user"], team=who["team"])
        )
        yield from _scopes(who.headers)
        count, wrong = 0, []
        for name, view in _views():
            count += 1
            try:
                client.api_call("blocks.validate", json={"view": json.dumps(view)})
            except Exception as error:
                wrong.append(f"{name}: {code_of(error) or error}")
        told = Text.of("cli.views_wrong", wrong=tuple(wrong)) if wrong else Text.of("cli.views_fine", count=count)
        yield Finding(Text.of("cli.check_views"), ok=not wrong, told=told)
    except Exception as error:
        yield Finding(
            Text.of("cli.check_slack"), ok=False, told=Text.of("cli.slack_wrong", problem=code_of(error) or str(error))
        )


def _scopes(headers: Mapping[str, str]) -> Iterator[Finding]:
    """Slack names the token's scopes with every answer (https://docs.slack.dev/apis/web-api)."""
    from bot.manifest import SCOPES

    told = {name.lower(): value for name, value in headers.items()}.get("x-oauth-scopes")
    if told is None:
        return
    missing = tuple(each for each in SCOPES if each not in told.replace(" ", "").split(","))
    said = Text.of("cli.scopes_missing", missing=missing) if missing else Text.of("cli.scopes_fine")
    yield Finding(Text.of("cli.check_scopes"), ok=not missing, told=said)


def _views() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every view that the commands' examples open, of the sample office, in both languages."""
    import tempfile
    from pathlib import Path

    from bot.blocks import modal
    from bot.cli.examples import example_views
    from commands.kit.texts import LANGUAGES

    words = texts(settings().hyoka_timezone)
    with tempfile.TemporaryDirectory() as folder:
        for name, view in example_views(Path(folder), forms()):
            for language in LANGUAGES:
                yield name, modal(view, partial(words.say, language=language), metadata="{}")
