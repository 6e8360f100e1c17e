"""Where the documents and their backups stand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from bot.cli.care.words import fail, minute
from bot.cli.surroundings import now, settings, trouble
from store.engine import legacy
from store.engine.folder import FILE, LOCK
from store.engine.lock import Lock
from store.refusal import Refusal
from store.text import Said, Text


def newest_backup(folder: Path) -> Path | None:
    """The file that was written last in the folder of backups."""
    files = [each for each in (folder / "backups").glob("*.journal") if each.is_file()]
    return max(files, key=made, default=None)


def backup_told(folder: Path) -> Text | None:
    """Where the last backup stands; None where there is none."""
    newest = newest_backup(folder)
    return None if newest is None else Text.of("cli.backup_is", file=str(newest), at=minute(made(newest)))


def made(file: Path) -> datetime:
    """When it was written last."""
    return datetime.fromtimestamp(file.stat().st_mtime, settings().hyoka_timezone)


def journal() -> Path:
    """The journal of the data folder. Raises Refusal where there is none."""
    folder = settings().hyoka_data_dir
    require_folder(folder)
    legacy.require_taken_over(folder)
    if not (folder / FILE).exists():
        raise Refusal("cli.no_journal", folder=str(folder))
    return folder / FILE


def target_of(file: Path | None) -> Path:
    """Where the backup goes; the folder for those without a name of their own is made."""
    place = file or settings().hyoka_data_dir / "backups"
    try:
        if file is None:
            place.mkdir(exist_ok=True)
        if place.is_dir():
            return _unnamed(place)
        if place.parent.exists():
            return place
    except OSError as error:
        fail("cli.backup_unwritten", place, error)
    raise Refusal("cli.backup_no_folder", folder=str(place.parent))


def _unnamed(folder: Path) -> Path:
    """A name that tells when, and that no other backup of this second has."""
    second = f"hyoka-{now():%Y%m%d-%H%M%S}"
    names = (f"{second}.journal", *(f"{second}-{n}.journal" for n in range(2, 100)))
    return next((folder / name for name in names if not (folder / name).exists()), folder / names[0])


def require_folder(folder: Path) -> None:
    """Raises Refusal where something else stands in its place."""
    problem: Said = Text("cli.trouble_no_folder")
    try:
        if folder.is_dir() or not folder.exists():
            return
    except OSError as error:
        problem = trouble(error)
    raise Refusal("cli.folder_unusable", folder=str(folder), problem=problem)


def require_alone(folder: Path) -> None:
    """Raises Refusal where a bot is running: before anybody reads on and decides."""
    if folder.is_dir():
        try:
            Lock(folder / LOCK).close()
        except OSError as error:
            raise Refusal("cli.folder_unusable", folder=str(folder), problem=trouble(error)) from error
