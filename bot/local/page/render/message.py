"""A message with everything around it: who, when, files, reactions, its thread and its menu."""

import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.local.page.markup import Content, Markup, tag, together
from bot.local.page.render.blocks import Html, Part, merged, parts
from bot.local.page.render.fields import identifier
from bot.local.page.render.icons import icon
from bot.local.page.render.mrkdwn import emoji, mrkdwn
from bot.local.page.render.scope import Json, Scope
from bot.local.page.times import long_day, moment, short
from bot.local.workspace import Message, Person, Shortcut

_IMAGES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_HUES = 8


@dataclass(frozen=True)
class Around:
    """What depends on where a message is shown: `day` heads a new day, `in_thread` leaves out the way to it."""

    shortcuts: tuple[Shortcut, ...] = ()
    day: date | None = None
    in_thread: bool = False


def message_parts(message: Message, scope: Scope, around: Around) -> list[Part]:
    """Render a message."""
    words = Html(tag("div", mrkdwn(message.text, scope), class_="kit text"))
    content: Iterable[Part] = parts(message.blocks, scope) if message.blocks else [words]
    before = together(
        tag("div", tag("span", long_day(around.day, scope.say.language)), class_="day") if around.day else None,
        _head(message, scope),
    )
    after = together(
        _files(message, scope), _reactions(message), _thread(message, scope, around), _tools(message, scope, around)
    )
    return merged([Html(before), *content, Html(after)])


def avatar(person: Person, *, small: bool = False) -> Markup:
    """Render a person's initials on their own colour."""
    hue = zlib.crc32(person.id.encode()) % _HUES
    shown = icon("app") if person.is_bot else initials(person.name)
    return tag("span", shown, class_=f"avatar hue-{hue}{' small' if small else ''}", aria_hidden="true")


def initials(name: str) -> str:
    """Return the letter or two that stand for a name: `佐`, `SJ`."""
    words = name.split()
    if words and name.isascii():
        return "".join(word[0] for word in words[:2]).upper()
    return name[:1]


def _head(message: Message, scope: Scope) -> Markup:
    say = scope.say
    author = scope.names.people.get(message.user) or Person(message.user, message.user)
    when = moment(message.ts, scope.zone)
    only_you = tag("div", icon("eye"), say("only_you"), class_="only-you") if message.ephemeral_to else None
    badge = tag("span", say("app"), class_="badge") if author.is_bot else None
    edited = tag("span", say("edited"), class_="edited") if message.edited else None
    time = tag("time", short(when, say.language), datetime=when.isoformat(timespec="seconds"))
    head = tag("div", tag("strong", author.name), badge, time, edited, class_="head", title=author.title or None)
    return together(only_you, avatar(author), head)


def _files(message: Message, scope: Scope) -> Content:
    return [_file(file, scope) for file in message.files]


def _file(file: Json, scope: Scope) -> Markup:
    url = f"/page/files/{file['id']}"
    if file.get("mimetype") in _IMAGES:
        picture = tag("img", src=url, alt=file.get("title") or file["name"], loading="lazy")
        return tag("a", picture, class_="file picture", href=url, download=file["name"], data_file=file["id"])
    name = tag(
        "span", tag("strong", file["name"]), tag("small", _size(file.get("size", 0)), " ・ ", scope.say("download"))
    )
    return tag("a", icon("file"), name, class_="file", href=url, download=file["name"], data_file=file["id"])


def _size(count: int) -> str:
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 1024**2 else f"{count / 1024**2:.1f} MB"


def _reactions(message: Message) -> Markup | None:
    given = [
        tag("span", emoji(f":{one.name}:"), " ", str(len(one.users)), class_="reaction", title=f":{one.name}:")
        for one in message.reactions
    ]
    return tag("div", given, class_="reactions") if given else None


def _thread(message: Message, scope: Scope, around: Around) -> Markup | None:
    if around.in_thread or not message.reply_count:
        return None
    return tag(
        "button", scope.say("replies", count=message.reply_count), type="button", class_="thread", data_do="thread"
    )


def _tools(message: Message, scope: Scope, around: Around) -> Markup | None:
    say = scope.say
    if message.ephemeral_to is not None:
        return None
    reply = tag("button", icon("reply"), type="button", data_do="thread", aria_label=say("reply"), title=say("reply"))
    menu_id = identifier(scope.uid, "menu")
    opener = tag(
        "button",
        icon("more"),
        type="button",
        class_="message-menu",
        popovertarget=menu_id,
        aria_haspopup="menu",
        aria_label=say("message_menu"),
        title=say("message_menu"),
    )
    items = [
        tag("button", one.name, type="button", role="menuitem", data_do="shortcut", data_callback_id=one.callback_id)
        for one in around.shortcuts
        if one.kind == "message"
    ]
    menu = tag("div", items, id=menu_id, class_="menu", role="menu", popover="auto") if items else None
    return tag(
        "div",
        None if around.in_thread else reply,
        opener if items else None,
        menu,
        class_="tools",
        role="toolbar",
        aria_label=say("message_tools"),
    )
