"""Backups made, looked at and brought back; and what can be done where there is none."""

from __future__ import annotations

import errno
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from bot.cli.codes import OURS
from bot.cli.surroundings import Surroundings, now, settings, trouble
from store.engine import care, legacy
from store.engine.base import Record
from store.engine.folder import FILE, LOCK, OLD_FILE
from store.engine.lock import Lock
from store.kinds import key_of
from store.refusal import Refusal
from store.text import Said, Text

KINDS = ("sheets", "events", "people", "departments", "threads")
"""What is told of all that is kept: the rest is how we find it."""

MOST = 20
"""Documents that are told by name."""

_YES = {"y", "yes", "はい"}
_MISNAMED = {errno.ENOENT, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}

Yes = Annotated[bool, typer.Option("--yes", help="確かめずに行う / Don't ask")]


def register(app: typer.Typer) -> None:
    app.command(
        name="backup", help="バックアップをとる（ボットが動いていても） / Make a backup, also while the bot runs."
    )(back_up)
    app.command(name="restore", help="バックアップから戻す / Bring a backup back.")(bring_back)
    app.command(
        help="保存ファイルやバックアップが壊れていないか調べる / Check the documents, or a backup, for damage."
    )(verify)
    app.command(
        help="バックアップがないとき、壊れた保存ファイルから読める行を残す / Save what a damaged file still holds."
    )(repair)


# --- commands ---------------------------------------------------------------------------------------


def back_up(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="作るファイルかフォルダ。省くとデータのフォルダの backups/ に / File or folder; backups/ of the data folder if left out"
        ),
    ] = None,
) -> None:
    """Copies what is saved at this moment. The path of the copy is the result."""
    source, target, last = _journal(), _target(file), LastChange()
    try:
        with _progress("cli.backing_up") as progress:
            contents = care.copy(source, target, progress, seen=last)
    except FileExistsError as error:
        raise Refusal("cli.backup_exists", file=str(target)) from error
    except OSError as error:
        if error.filename == str(source):
            raise _unreadable(source, error) from error
        _fail("cli.backup_unwritten", target, error)
    Surroundings.tell("cli.backed_up", contents=_told(contents, last))
    Surroundings.tell("cli.backup_alone", forms=str(settings().hyoka_data_dir / "forms"))
    Surroundings.give(str(target))


def bring_back(
    file: Annotated[Path, typer.Argument(help="hyoka backup で作ったファイル / A file that hyoka backup made")],
    yes: Yes = False,
) -> None:
    """Tells what is in the backup and what stands there, asks, and keeps what stood there beside."""
    folder = settings().hyoka_data_dir
    contents, last = _looked_at(file)
    _require_alone(folder)
    Surroundings.tell("cli.restore_holds", file=str(file), contents=_told(contents, last))
    standing = _standing(folder)
    if standing is not None:
        Surroundings.tell("cli.restore_replaces", folder=str(folder), standing=standing)
        _require_yes("restore", Text("cli.restore_sure"), yes=yes)
    try:
        with _progress("cli.restoring") as progress:
            restored = care.restore(file, folder, progress)
    except OSError as error:
        if error.filename == str(file):
            raise _unreadable(file, error) from error
        _fail("cli.restore_unwritten", folder, error)
    Surroundings.tell("cli.restored", folder=str(folder))
    if restored.former is not None:
        Surroundings.tell("cli.restored_from", former=str(restored.former))


def verify(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="バックアップなど。省くとデータのフォルダの保存ファイル / A backup; the data folder's documents if left out"
        ),
    ] = None,
) -> None:
    """Reads every line. What is found is the result."""
    path = file or _journal()
    contents, last = _looked_at(path)
    Surroundings.give(
        Surroundings.say(Text.of("cli.verified", file=str(path), lines=contents.lines, contents=_told(contents, last)))
    )
    if contents.torn:
        Surroundings.tell("cli.verified_torn", size=contents.torn)


def repair(yes: Yes = False) -> None:
    """Tells what would be left and what would be lost, asks, and keeps the damaged file beside."""
    folder, path = settings().hyoka_data_dir, _journal()
    _require_alone(folder)
    try:
        with _progress("cli.reading") as progress:
            found = care.salvage(path, progress)
    except OSError as error:
        raise _unreadable(path, error) from error
    Surroundings.tell(
        "cli.repair_finds", file=str(path), kept=found.kept, lost=found.lost, documents=_counts(found.documents)
    )
    for key, names in (("cli.repair_gone", found.gone), ("cli.repair_older", found.older)):
        if names:
            Surroundings.tell_text(Text(key, {"count": len(names), "names": _names(names)}))
    if not (found.gone or found.older):
        Surroundings.tell("cli.repair_unknown")
    backup = newest_backup(folder)
    if backup is not None:
        Surroundings.tell("cli.repair_or_restore", file=str(backup), at=_minute(_made(backup)))
    _require_yes("repair", Text("cli.repair_sure"), yes=yes)
    try:
        with _progress("cli.repairing") as progress:
            repaired = care.repair(folder, progress)
    except OSError as error:
        _fail("cli.restore_unwritten", folder, error)
    Surroundings.tell("cli.repaired", former=str(repaired.former))


# --- what stands where ------------------------------------------------------------------------------


def newest_backup(folder: Path) -> Path | None:
    """The file that was written last in the folder of backups."""
    files = [each for each in (folder / "backups").glob("*.journal") if each.is_file()]
    return max(files, key=_made, default=None)


def backup_told(folder: Path) -> Text | None:
    """Where the last backup stands; None where there is none."""
    newest = newest_backup(folder)
    return newest and Text.of("cli.backup_is", file=str(newest), at=_minute(_made(newest)))


def _made(file: Path) -> datetime:
    return datetime.fromtimestamp(file.stat().st_mtime, settings().hyoka_timezone)


def _journal() -> Path:
    """The journal of the data folder. Raises Refusal where there is none."""
    folder = settings().hyoka_data_dir
    if folder.exists() and not folder.is_dir():
        raise Refusal("cli.folder_unusable", folder=str(folder), problem=Text("cli.trouble_no_folder"))
    legacy.require_taken_over(folder)
    if not (folder / FILE).exists():
        raise Refusal("cli.no_journal", folder=str(folder))
    return folder / FILE


def _target(file: Path | None) -> Path:
    """Where the backup goes; the folder for those without a name of their own is made."""
    name = f"hyoka-{now():%Y%m%d-%H%M%S}.journal"
    if file is None:
        target = settings().hyoka_data_dir / "backups" / name
        try:
            target.parent.mkdir(exist_ok=True)
        except OSError as error:
            _fail("cli.backup_unwritten", target, error)
        return target
    if file.is_dir():
        return file / name
    if not file.parent.exists():
        raise Refusal("cli.backup_no_folder", folder=str(file.parent))
    return file


def _standing(folder: Path) -> Said | None:
    """What a restored backup would stand in place of."""
    path, last = folder / FILE, LastChange()
    if not path.exists():
        return Text("cli.standing_old") if (folder / OLD_FILE).is_file() else None
    try:
        return _told(care.verify(path, seen=last), last)
    except Refusal as refusal:
        return Text.of("cli.standing_unreadable", line=refusal.text.values.get("line", "?"))
    except OSError as error:
        raise _unreadable(path, error) from error


def _looked_at(file: Path) -> tuple[care.Contents, LastChange]:
    last = LastChange()
    try:
        care.require_journal(file)
        with _progress("cli.reading") as progress:
            return care.verify(file, progress, seen=last), last
    except OSError as error:
        raise _unreadable(file, error) from error


def _require_alone(folder: Path) -> None:
    """Raises Refusal where a bot is running: before anybody reads on and decides."""
    if folder.is_dir():
        try:
            Lock(folder / LOCK).close()
        except OSError as error:
            raise Refusal("cli.folder_unusable", folder=str(folder), problem=trouble(error)) from error


# --- words ------------------------------------------------------------------------------------------


class LastChange:
    """Looks at documents for the time of the last change that anybody made."""

    def __init__(self) -> None:
        self.at: datetime | None = None

    def __call__(self, record: Record) -> None:
        if record.kind != "events":
            return
        try:
            at = datetime.fromisoformat(str(record.body.get("at")))
        except ValueError:
            return
        if at.tzinfo is not None and (self.at is None or at > self.at):
            self.at = at


def _told(contents: care.Contents, last: LastChange) -> Text:
    at: Said = Text("cli.never") if last.at is None else _minute(last.at)
    return Text.of(
        "cli.contents", documents=_counts(contents.documents), last=at, size=f"{contents.size / 1_000_000:.1f} MB"
    )


def _counts(documents: Mapping[str, int]) -> tuple[Said, ...]:
    told = tuple(Text(f"cli.count_{kind}", {"count": documents[kind]}) for kind in KINDS if kind in documents)
    return told or (Text("cli.count_nothing"),)


def _names(names: tuple[care.Name, ...]) -> tuple[Said, ...]:
    told: list[Said] = [
        Text(f"cli.name_{kind}", {"name": key}) if kind in KINDS else f"{kind}/{key}" for kind, key in names[:MOST]
    ]
    return (*told, "…") if len(names) > MOST else tuple(told)


def _minute(at: datetime) -> str:
    """With its year: backups are kept for long."""
    return f"{at.astimezone(settings().hyoka_timezone):%Y-%m-%d %H:%M}"


def _require_yes(command: str, question: Text, *, yes: bool) -> None:
    """Raises Refusal unless whoever typed the command agrees."""
    if yes:
        return
    if not sys.stdin.isatty():
        raise Refusal("cli.yes_needed", command=command)
    print(Surroundings.say(question), end=" ", flush=True, file=sys.stderr)  # noqa: T201 - a question, and its answer behind it
    if key_of(sys.stdin.readline()) not in _YES:
        raise Refusal("cli.not_agreed")


@contextmanager
def _progress(key: str) -> Iterator[care.Progress]:
    """A bar on a terminal, nothing elsewhere."""
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as bars:
        bar = bars.add_task(Surroundings.say(Text(key)), total=None)
        yield lambda done, size: bars.update(bar, completed=done, total=size)


def _unreadable(file: Path, error: OSError) -> Refusal:
    return Refusal("cli.file_unreadable", file=str(file), problem=trouble(error))


def _fail(key: str, place: Path, error: OSError) -> NoReturn:
    """Raises Refusal where the place is named wrongly; else tells what the machine lacks, and ends."""
    refusal = Refusal(key, place=str(place), problem=trouble(error))
    if error.errno in _MISNAMED:
        raise refusal from error
    Surroundings.tell_refusal(refusal)
    raise typer.Exit(OURS) from error
