"""Backups: made, brought back, looked at."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.care.places import journal, require_alone, require_folder, target_of
from bot.cli.care.words import LastChange, Yes, contents_told, fail, progress_shown, require_yes, unreadable
from bot.cli.surroundings import Surroundings, settings
from store.engine import care
from store.engine.folder import FILE, OLD_FILE
from store.refusal import Refusal
from store.text import Said, Text


def back_up(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="作るファイルかフォルダ。省くとデータのフォルダの backups/ に / File or folder; backups/ of the data folder if left out"
        ),
    ] = None,
) -> None:
    """Copies what is saved at this moment. The path of the copy is the result."""
    source, target, last = journal(), target_of(file), LastChange()
    try:
        with progress_shown("cli.backing_up") as progress:
            contents = care.copy(source, target, progress, seen=last)
    except FileExistsError as error:
        raise Refusal("cli.backup_exists", file=str(target)) from error
    except OSError as error:
        if error.filename == str(source):
            raise unreadable(source, error) from error
        fail("cli.backup_unwritten", target, error)
    Surroundings.tell("cli.backed_up", contents=contents_told(contents, last))
    Surroundings.tell("cli.backup_alone", forms=str(settings().hyoka_data_dir / "forms"))
    Surroundings.give(str(target))


def bring_back(
    file: Annotated[Path, typer.Argument(help="hyoka backup で作ったファイル / A file that hyoka backup made")],
    yes: Yes = False,
) -> None:
    """Tells what is in the backup and what stands there, asks, and keeps what stood there beside."""
    folder = settings().hyoka_data_dir
    _require_backup(file)
    require_folder(folder)
    require_alone(folder)
    contents, last = _looked_at(file)
    Surroundings.tell("cli.restore_holds", file=str(file), contents=contents_told(contents, last))
    standing = _standing(folder)
    if standing is not None:
        Surroundings.tell("cli.restore_replaces", folder=str(folder), standing=standing)
        require_yes("restore", Text("cli.restore_sure"), yes=yes)
    try:
        with progress_shown("cli.restoring") as progress:
            restored = care.restore(file, folder, progress)
    except OSError as error:
        if error.filename == str(file):
            raise unreadable(file, error) from error
        fail("cli.restore_unwritten", folder, error)
    Surroundings.tell("cli.restored", folder=str(folder))
    if restored.former is not None:
        Surroundings.tell("cli.restored_from", former=str(restored.former))
    if restored.old is not None:
        Surroundings.tell("cli.restored_from_old", former=str(restored.old))


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="バックアップなど。省くとデータのフォルダの保存ファイル / A backup; the data folder's documents if left out"
        ),
    ] = None,
) -> None:
    """Reads every line. What is found is the result."""
    if file is None:
        path = journal()
    else:
        path = file
        _require_backup(path)
    contents, last = _looked_at(path)
    Surroundings.give(
        Surroundings.say(
            Text.of("cli.verified", file=str(path), lines=contents.lines, contents=contents_told(contents, last))
        )
    )
    if contents.torn:
        Surroundings.tell("cli.verified_torn", size=contents.torn)


def _require_backup(file: Path) -> None:
    try:
        care.require_journal(file)
    except OSError as error:
        raise unreadable(file, error) from error


def _looked_at(file: Path) -> tuple[care.Contents, LastChange]:
    last = LastChange()
    try:
        with progress_shown("cli.reading") as progress:
            return care.verify(file, progress, seen=last), last
    except OSError as error:
        raise unreadable(file, error) from error


def _standing(folder: Path) -> Said | None:
    """What a restored backup would stand in place of."""
    path, last = folder / FILE, LastChange()
    if not path.exists():
        return Text("cli.standing_old") if (folder / OLD_FILE).is_file() else None
    try:
        return contents_told(care.verify(path, seen=last), last)
    except Refusal as refusal:
        return Text.of("cli.standing_unreadable", line=refusal.text.values.get("line", "?"))
    except OSError as error:
        raise unreadable(path, error) from error
