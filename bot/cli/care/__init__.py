"""Backups made, looked at and brought back; and what can be done where there is none."""

from __future__ import annotations

import typer

from bot.cli.care.backups import back_up, bring_back, verify
from bot.cli.care.repairing import repair


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
