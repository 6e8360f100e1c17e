"""Elements in which a person picks from options: menus, radio buttons, checkboxes.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.local.page.markup import Markup, tag, together
from bot.local.page.render.fields import FILTER_FROM, Field, text
from bot.local.page.render.mrkdwn import emoji
from bot.local.page.render.scope import Json


@dataclass(frozen=True)
class Option:
    """One thing to pick; `group` is the heading under which it stands."""

    value: str
    label: str
    group: str = ""


def options_of(field: Field) -> tuple[Option, ...]:
    """Return what a menu offers: the app's options, or the workspace's people and channels."""
    kind = field.element["type"].removeprefix("multi_")
    names = field.scope.names
    channels = [Option(one.id, f"#{one.name}") for one in names.channels.values() if one.kind == "channel"]
    direct = [Option(one.id, one.name) for one in names.channels.values() if one.kind == "dm"]
    match kind:
        case "users_select":
            people = (one for one in names.people.values() if not one.is_bot)
            return tuple(Option(one.id, f"{one.name}（{one.title}）" if one.title else one.name) for one in people)
        case "channels_select":
            return tuple(channels)
        case "conversations_select":
            return (*channels, *direct)
        case _:
            return tuple(_given(field.element))


def _given(element: Json) -> Iterator[Option]:
    for option in element.get("options") or ():
        yield Option(option["value"], emoji(option["text"]["text"]))
    for group in element.get("option_groups") or ():
        for option in group["options"]:
            yield Option(option["value"], emoji(option["text"]["text"]), emoji(group["label"]["text"]))


def chosen_values(field: Field) -> tuple[str, ...]:
    """Return the values that are picked now."""
    thing = field.element["type"].removeprefix("multi_").removesuffix("s_select")
    key = "option" if thing in {"static_select", "radio_buttons", "checkboxes"} else thing
    for name in (f"selected_{key}s", f"selected_{key}"):
        held = field.held(name, name.replace("selected", "initial"))
        if held:
            several = held if isinstance(held, list) else [held]
            return tuple(one["value"] if isinstance(one, dict) else one for one in several)
    return ()


def menu(field: Field) -> Markup:
    """Render static_select, users_select, channels_select and conversations_select."""
    chosen = chosen_values(field)
    nothing = tag(
        "option",
        field.placeholder or field.scope.say("choose"),
        value="",
        selected=not chosen,
        hidden=not field.may_be_empty,
    )
    groups: dict[str, list[Markup]] = {}
    for option in options_of(field):
        shown = tag("option", option.label, value=option.value, selected=option.value in chosen)
        groups.setdefault(option.group, []).append(shown)
    content = [tag("optgroup", shown, label=name) if name else together(*shown) for name, shown in groups.items()]
    return tag("span", tag("select", nothing, *content, **field.common()), class_="select")


def multi_menu(field: Field) -> Markup:
    """Render the multi_…_select elements: a button that opens a list of checkboxes."""
    chosen, options = chosen_values(field), options_of(field)
    placeholder = field.placeholder or field.scope.say("choose")
    labels = [option.label for option in options if option.value in chosen]
    list_id = f"{field.id}-list"
    shared = field.common()
    opener = tag(
        "button",
        tag("span", "、".join(labels) or placeholder, class_="chosen", data_js=True, data_placeholder=placeholder),
        type="button",
        popovertarget=list_id,
        aria_haspopup="dialog",
        aria_describedby=shared.pop("aria_describedby"),
        aria_labelledby=shared["aria_labelledby"],
        aria_label=shared["aria_label"],
        aria_invalid=shared.pop("aria_invalid"),
    )
    say = field.scope.say
    search = tag("input", type="search", class_="filter", placeholder=say("filter"), aria_label=say("filter"))
    items: list[Markup] = []
    group = ""
    for option in options:
        if option.group != group:
            group = option.group
            items.append(tag("strong", group, class_="group"))
        box = tag("input", type="checkbox", value=option.value, checked=option.value in chosen)
        items.append(tag("label", box, tag("span", option.label), class_="choice"))
    most = field.element.get("max_selected_items")
    note = tag("p", say("at_most", count=most), class_="note") if most else None
    body = tag(
        "div",
        search if len(options) > FILTER_FROM else None,
        note,
        items,
        id=list_id,
        class_="menu options",
        popover="auto",
    )
    shared.pop("aria_required")
    return tag("div", opener, body, **shared, role="group", class_="select multi", data_most=most)


def boxes(field: Field) -> Markup:
    """Render radio_buttons and checkboxes."""
    is_radio = field.element["type"] == "radio_buttons"
    chosen = chosen_values(field)
    items = []
    for option in field.element["options"]:
        description = tag("small", text(option.get("description"), field.scope)) if option.get("description") else None
        attributes: dict[str, object] = {
            "type": "radio" if is_radio else "checkbox",
            "name": field.id,
            "value": option["value"],
        }
        box = tag("input", **attributes, checked=option["value"] in chosen)
        label = tag("span", text(option["text"], field.scope), description)
        items.append(tag("label", box, label, class_="choice"))
    shared = field.common()
    if not is_radio:
        shared.pop("aria_required")
    return tag("div", items, **shared, role="radiogroup" if is_radio else "group", class_="choices")
