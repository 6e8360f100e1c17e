"""/sheet (/評価票): my sheets, a sheet's card, filling it in, and handing it on."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from commands.kit.asked import is_blank, is_help, sheet_asked, words_of
from commands.kit.card import card
from commands.kit.command import Command
from commands.kit.findings import findings_view
from commands.kit.people import asker, newcomer, require_role
from commands.kit.reply import Heading, Line, Open, Reply, View, Whisper
from commands.kit.request import Request
from commands.sheet.filling import add_item, fill, new_item, remove_item, section_form, show_portion, turn_beside
from commands.sheet.handing import deed_asked, hand_on, handing_form, show_handing
from commands.sheet.history import HISTORY, history_asked, show_event, show_history, show_submission, show_whole
from commands.sheet.lists import check, everything, found, home, overview, show_card, turn
from commands.sheet.noting import (
    keep_note,
    note_words,
    noting_asked,
    record,
    remove_note,
    restore_note,
    show_note,
    show_notes,
    show_noting,
    turn_notes,
)
from commands.sheet.summary import SUMMARY, post_summary, summarise
from commands.sheet.then import show_then
from commands.sheet.undoing import put_back, show_putting_back, undo
from store.kinds import key_of
from store.sheet import Sheet
from store.store import Store
from store.text import Text


def run(request: Request, store: Store) -> Sequence[Reply]:
    """`/sheet`, `/sheet list`, `/sheet find 言葉`, `/sheet help`, `/sheet S27`, and what may follow a sheet's number:
    `活動状況` (a section), `提出` (a step), `点検`, `記録 本文`, `まとめ`."""
    if is_blank(request.words):
        return [Open(overview(asker(request, store), store, 0, request.now.date()))]
    first, rest = words_of(request.words)
    if is_help(first):
        return [Whisper((Heading(Text.of("sheet.help_title")), Line(Text.of("sheet.help"))))]
    match key_of(first):
        case "list" | "一覧":
            return [Open(everything(store, 0))]
        case "find" | "search" | "検索" | "さがす":
            return [Open(found(rest, store, 0))]
    sheet, words = sheet_asked(request.words, store)
    if key_of(words) in SUMMARY:
        return summarise(sheet, request, store)
    noting, text = noting_asked(words)
    return note_words(sheet, text, request, store) if noting else [Open(_asked(sheet, words, request, store))]


def _asked(sheet: Sheet, words: str, request: Request, store: Store) -> View:
    """The card, the form that hands the sheet on, or the form of the section that was named."""
    who = asker(request, store)
    if is_blank(words):
        return card(sheet, who, store, notes=newcomer(who, store))
    first, rest = words_of(words)
    if key_of(first) in HISTORY:
        return history_asked(rest, sheet, request, store)
    if key_of(words) in ("check", "点検"):
        return findings_view(sheet, who, store)
    deed, reason = deed_asked(words)
    if deed is not None:
        require_role(who, store)
        return handing_form(deed, sheet, who, store, reason=reason)
    return section_form(sheet, words, who, store)


COMMAND = Command(
    name="sheet",
    slash=("/sheet", "/評価票"),
    run=run,
    steps={
        "card": show_card,
        "turn": turn,
        "check": check,
        "open": show_portion,
        "correct": partial(show_portion, step="sheet.corrected"),
        "fill": fill,
        "fill_page": turn_beside,
        "corrected": partial(fill, shown=findings_view, step="sheet.corrected"),
        "corrected_page": partial(turn_beside, step="sheet.corrected"),
        "new_item": new_item,
        "add_item": add_item,
        "remove_item": remove_item,
        "handing": show_handing,
        "hand_on": hand_on,
        "noting": show_noting,
        "record": record,
        "keep_note": keep_note,
        "notes": show_notes,
        "note": show_note,
        "turn_notes": turn_notes,
        "remove_note": remove_note,
        "restore_note": restore_note,
        "history": show_history,
        "event": show_event,
        "whole": show_whole,
        "as_submitted": show_submission,
        "then": show_then,
        "putting_back": show_putting_back,
        "put_back": put_back,
        "undo": undo,
        "post_summary": post_summary,
    },
    shortcuts=("record",),
    home=home,
    examples=(
        "",
        "S27",
        "S27 活動状況",
        "S27 取組② R2",
        "S27 点検",
        "S27 記録",
        "S27 履歴",
        "S27 履歴 活動状況",
        "S27 まとめ",
        "S31 提出",
        "list",
        "find 研修",
        "help",
    ),
)
