"""Sheets in and out as files, the list of sheets, and the office's people."""

from __future__ import annotations

import importlib.resources
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.surroundings import Surroundings, now, open_store, operator, trouble
from commands.kit.card import stage_of
from store import samples
from store.formats import as_json
from store.formats.content import content_of
from store.formats.text import decode, parse, render
from store.refusal import Refusal
from store.text import Text

LARGEST = 20_000_000
"""Bytes of a file: a thousand times the largest sheet."""


class Layout(StrEnum):
    TEXT = "text"
    JSON = "json"


def register(app: typer.Typer) -> None:
    app.command(name="import", help="評価票のファイルを取り込む / Take sheets in from files.")(take_in)
    app.command(name="export", help="評価票を1枚、標準出力に書き出す / Write one sheet to standard output.")(give_out)
    app.command(name="sheets", help="評価票の一覧を書き出す / List all sheets.")(list_sheets)
    app.command(name="office", help="課と担当者を登録する / Enter departments and people.")(enter_office)


def take_in(
    files: Annotated[
        list[Path],
        typer.Argument(
            help="表計算から「テキスト（タブ区切り）」で保存したファイル / Files saved as tab-separated text"
        ),
    ],
) -> None:
    """Each file comes in whole or not at all; those that can't be read don't keep the others out."""
    from rich.console import Console
    from rich.progress import track

    failed = 0
    with open_store(writing=True) as store:
        console = Console(stderr=True)
        for file in track(files, Surroundings.say(Text("cli.importing")), console=console, disable=len(files) < 5):
            try:
                sheet = store.add(parse(decode(_read(file)), store.forms), operator(), now())
            except Refusal as refusal:
                failed += 1
                Surroundings.tell("cli.import_refused", file=str(file))
                Surroundings.tell_refusal(refusal)
            else:
                stage = stage_of(sheet)
                Surroundings.tell(
                    "cli.imported",
                    file=str(file),
                    number=sheet.number,
                    name=sheet.name,
                    year=str(sheet.year),
                    stage=stage,
                )
    if failed:
        Surroundings.tell("cli.import_failed", count=failed, all=len(files))
        raise typer.Exit(1)


def _read(file: Path) -> bytes:
    """What is in it. Raises Refusal where it can't be read, or is larger than any sheet."""
    try:
        with file.open("rb") as opened:
            content = opened.read(LARGEST + 1)
    except OSError as error:
        raise Refusal("cli.file_unreadable", file=str(file), problem=trouble(error)) from error
    if len(content) > LARGEST:
        raise Refusal("cli.file_too_large", file=str(file), most=LARGEST // 1_000_000)
    return content


def give_out(
    number: Annotated[str, typer.Argument(help="施策番号（例 S27） / Number of the sheet, e.g. S27")],
    layout: Annotated[
        Layout,
        typer.Option(
            "--format", help="text：様式の並びのまま / the form's layout　json：ほかのプログラム用 / for programs"
        ),
    ] = Layout.TEXT,
    year: Annotated[
        int | None, typer.Option(help="評価年度（西暦）。省くと最新 / Evaluation year; the latest if left out")
    ] = None,
) -> None:
    with open_store(writing=False) as store:
        sheet = store.numbered(number, year)
        form = store.form(sheet)
        Surroundings.give(render(content_of(sheet), form) if layout is Layout.TEXT else as_json.render(sheet, form))


def list_sheets() -> None:
    """A table for people on a terminal; tab-separated lines for programs."""
    from rich.console import Console
    from rich.table import Table

    console = Console(markup=False, emoji=False, highlight=False)  # names are people's words, not markup
    heads = [
        Surroundings.say(Text(f"cli.column_{name}")) for name in ("number", "name", "stage", "owner", "filled", "year")
    ]
    rows: list[list[str]] = []
    with open_store(writing=False) as store:
        for sheet in store.sheets():
            done, required = sheet.progress(store.form(sheet))
            stage = Surroundings.say(stage_of(sheet))
            rows.append([sheet.number, sheet.name, stage, sheet.owner, f"{done}/{required}", str(sheet.year)])
    if not rows:
        Surroundings.tell("cli.no_sheets")
    elif console.is_terminal:
        table = Table(*heads)
        for row in rows:
            table.add_row(*row)
        console.print(table)
    else:
        Surroundings.give("\n".join("\t".join(row) for row in [heads, *rows]))


def enter_office(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="課と担当者を書いた TOML。省くと見本を書き出す / TOML of departments and people; an example if left out"
        ),
    ] = None,
) -> None:
    if file is None:
        Surroundings.give((importlib.resources.files(samples) / "office.toml").read_text("utf-8"))
        return
    office = samples.read_office(decode(_read(file)))
    if not office.people and not office.departments:
        raise Refusal("cli.office_empty", file=str(file))
    with open_store(writing=True) as store:
        store.keep_office(office.people, office.departments)
    Surroundings.tell("cli.office_kept", people=len(office.people), departments=len(office.departments))
