"""Sentences that Slack itself, not the app, says to a person, in the person's language."""

from typing import Literal

from bot.local.workspace.model import Person

Objection = Literal[
    "required",
    "too_short",
    "too_long",
    "not_number",
    "too_small",
    "too_large",
    "not_email",
    "not_url",
    "too_many",
]
"""What Slack's client says below an input, without asking the app."""

_Other = Literal[
    "unknown_command",
    "command_in_thread",
    "command_failed",
    "no_answer",
    "messages_off",
    "invite_whom",
]
Notice = Objection | _Other

_SENTENCES: dict[Notice, tuple[str, str]] = {
    "unknown_command": (
        "{name} というコマンドはありません。「/」で始まる文はコマンドとして扱われます。"
        "文として送るときは先頭に空白を入れてください。",
        "{name} is not a command that exists here. Whatever starts with “/” is taken for a command; "
        "put a space before it to send it as a message.",
    ),
    "command_in_thread": (
        "{name} はスレッドでは使えません。",
        "{name} can't be used in threads.",
    ),
    "command_failed": (
        "{name} はエラー「{reason}」で失敗しました。",
        "{name} failed with the error “{reason}”.",
    ),
    "no_answer": (
        "アプリから応答がありませんでした（{reason}）。もう一度お試しください。",
        "The app did not answer ({reason}). Please try again.",
    ),
    "messages_off": (
        "このアプリへのメッセージの送信はオフになっています。",
        "Sending messages to this app has been turned off.",
    ),
    "invite_whom": (
        "誰を招待しますか。例：/invite @{bot}",
        "Whom do you want to invite? For example: /invite @{bot}",
    ),
    "required": ("この項目は必須です。", "Please complete this required field."),
    "too_short": ("文字数が足りません。", "This is too short."),
    "too_long": ("文字数が多すぎます。", "This is too long."),
    "not_number": ("数値を入力してください。", "Please enter a number."),
    "too_small": ("値が小さすぎます。", "This number is too small."),
    "too_large": ("値が大きすぎます。", "This number is too large."),
    "not_email": ("メールアドレスを入力してください。", "Please enter an email address."),
    "not_url": ("URL を入力してください。", "Please enter a URL."),
    "too_many": ("選んだ数が多すぎます。", "Too many are selected."),
}


def notice(to: Person, which: Notice, **values: str) -> str:
    """Return a sentence in the language of its reader: Japanese for `ja…`, else English."""
    japanese, english = _SENTENCES[which]
    return (japanese if to.locale.startswith("ja") else english).format(**values)
