"""What can be done for damaged documents where there is no backup."""

from __future__ import annotations

from bot.cli.care.places import journal, made, newest_backup, require_alone
from bot.cli.care.words import Yes, counts_told, fail, minute, names_told, progress_shown, require_yes, unreadable
from bot.cli.surroundings import Surroundings, settings
from store.engine import care
from store.text import Text


def repair(yes: Yes = False) -> None:
    """Tells what would be left and what would be lost, asks, and keeps the damaged file beside."""
    folder, path = settings().hyoka_data_dir, journal()
    require_alone(folder)
    try:
        with progress_shown("cli.reading") as progress:
            found = care.salvage(path, progress)
    except OSError as error:
        raise unreadable(path, error) from error
    Surroundings.tell(
        "cli.repair_finds", file=str(path), kept=found.kept, lost=found.lost, documents=counts_told(found.documents)
    )
    for key, names in (("cli.repair_gone", found.gone), ("cli.repair_older", found.older)):
        if names:
            Surroundings.tell_text(Text(key, {"count": len(names), "names": names_told(names)}))
    if not (found.gone or found.older):
        Surroundings.tell("cli.repair_unknown")
    backup = newest_backup(folder)
    if backup is not None:
        Surroundings.tell("cli.repair_or_restore", file=str(backup), at=minute(made(backup)))
    require_yes("repair", Text("cli.repair_sure"), yes=yes)
    try:
        with progress_shown("cli.repairing") as progress:
            repaired = care.repair(folder, progress)
    except OSError as error:
        fail("cli.restore_unwritten", folder, error)
    Surroundings.tell("cli.repaired", former=str(repaired.former))
