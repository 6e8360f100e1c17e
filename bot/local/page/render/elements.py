"""Every interactive element, by its type.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Callable

from bot.local.page.markup import Markup, safe_link, tag, together
from bot.local.page.render.choices import boxes, menu, multi_menu
from bot.local.page.render.fields import (
    Field,
    confirmation,
    date_field,
    file_field,
    identifier,
    moment_field,
    text,
    text_field,
)
from bot.local.page.render.icons import icon
from bot.local.page.render.scope import Json, Scope

_FIELDS: dict[str, Callable[[Field], Markup]] = {
    "plain_text_input": text_field,
    "url_text_input": text_field,
    "email_text_input": text_field,
    "number_input": text_field,
    "datepicker": date_field,
    "timepicker": date_field,
    "datetimepicker": moment_field,
    "file_input": file_field,
    "static_select": menu,
    "users_select": menu,
    "channels_select": menu,
    "conversations_select": menu,
    "multi_static_select": multi_menu,
    "multi_users_select": multi_menu,
    "multi_channels_select": multi_menu,
    "multi_conversations_select": multi_menu,
    "radio_buttons": boxes,
    "checkboxes": boxes,
}


def element(given: Json, block: Json, scope: Scope) -> Markup:
    """Render an element of a block; one that the page doesn't know becomes a box with its type's name."""
    match given["type"]:
        case "image":
            return picture(given)
        case "button":
            return _button(given, block, scope)
        case "overflow":
            return _overflow(given, block, scope)
        case kind if kind in _FIELDS:
            field = Field(given, block, scope)
            return together(_FIELDS[kind](field), confirmation(field.id, given.get("confirm"), scope))
        case unknown:
            return unknown_box(unknown, scope)


def picture(given: Json) -> Markup:
    """Render an image; one that lies in the workspace is served by the page."""
    file_id = (given.get("slack_file") or {}).get("id")
    source = f"/page/files/{file_id}" if file_id else safe_link(given.get("image_url"))
    return tag("img", src=source, alt=given.get("alt_text", ""), loading="lazy", referrerpolicy="no-referrer")


def unknown_box(kind: str, scope: Scope) -> Markup:
    """Render a box that tells what can't be shown here."""
    return tag("span", scope.say("unknown"), tag("code", kind), class_="unknown")


def _button(given: Json, block: Json, scope: Scope) -> Markup:
    own_id = identifier(scope.uid, block["block_id"], given["action_id"])
    classes = " ".join(filter(None, ("button", given.get("style"))))
    attributes: dict[str, object] = {
        "id": own_id,
        "class_": classes,
        "data_key": given["action_id"],
        "data_do": "press",
        "data_action_id": given["action_id"],
        "data_confirm": f"{own_id}-confirm" if given.get("confirm") else None,
        "aria_label": given.get("accessibility_label"),
    }
    url = safe_link(given.get("url"))
    label = text(given["text"], scope)
    if url:
        button = tag("a", label, **attributes, href=url, target="_blank", rel="noopener noreferrer")
    else:
        button = tag("button", label, **attributes, type="button")
    return together(button, confirmation(own_id, given.get("confirm"), scope))


def _overflow(given: Json, block: Json, scope: Scope) -> Markup:
    own_id = identifier(scope.uid, block["block_id"], given["action_id"])
    opener = tag(
        "button",
        icon("more"),
        type="button",
        class_="button icon",
        popovertarget=f"{own_id}-menu",
        aria_haspopup="menu",
        aria_label=scope.say("more"),
    )
    items = []
    for option in given["options"]:
        attributes: dict[str, object] = {
            "role": "menuitem",
            "data_do": "press",
            "data_action_id": given["action_id"],
            "data_option": option["value"],
            "data_confirm": f"{own_id}-confirm" if given.get("confirm") else None,
        }
        content = (
            text(option["text"], scope),
            tag("small", text(option["description"], scope)) if option.get("description") else None,
        )
        url = safe_link(option.get("url"))
        if url:
            items.append(tag("a", *content, **attributes, href=url, target="_blank", rel="noopener noreferrer"))
        else:
            items.append(tag("button", *content, **attributes, type="button"))
    body = tag("div", items, id=f"{own_id}-menu", class_="menu", role="menu", popover="auto")
    return together(
        tag("span", opener, body, class_="overflow", data_key=given["action_id"]),
        confirmation(own_id, given.get("confirm"), scope),
    )
