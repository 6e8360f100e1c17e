"""The `rich_text` block as HTML.

https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
"""

from datetime import UTC, datetime

from bot.local.page.markup import Markup, lines, tag, together
from bot.local.page.render.mrkdwn import channel_link, emoji, link, mention
from bot.local.page.render.scope import Json, Scope
from bot.local.page.times import short

_STYLES = {"bold": "strong", "italic": "em", "strike": "del", "underline": "u", "code": "code"}


def rich_text(block: Json, scope: Scope) -> Markup:
    """Render a rich_text block's content."""
    return together(_element(element, scope) for element in block.get("elements", ()))


def _element(element: Json, scope: Scope) -> Markup:
    border = "bordered" if element.get("border") else None
    match element.get("type"):
        case "rich_text_section":
            return tag("p", _runs(element, scope))
        case "rich_text_preformatted":
            return tag("pre", _runs(element, scope), class_=border)
        case "rich_text_quote":
            return tag("blockquote", _runs(element, scope), class_=border)
        case "rich_text_list":
            name = "ol" if element.get("style") == "ordered" else "ul"
            classes = " ".join(filter(None, (f"indent-{element.get('indent', 0)}", border)))
            items = [tag("li", _runs(item, scope)) for item in element.get("elements", ())]
            start = element["offset"] + 1 if element.get("offset") and name == "ol" else None
            return tag(name, items, class_=classes, start=start)
        case unknown:
            return together(str(unknown))


def _runs(element: Json, scope: Scope) -> Markup:
    return together(_styled(run, _run(run, scope)) for run in element.get("elements", ()))


def _run(run: Json, scope: Scope) -> Markup:
    match run.get("type"):
        case "text":
            return lines(run["text"])
        case "link":
            return link(run["url"], run.get("text") or run["url"])
        case "user":
            return mention(scope.names.person(run["user_id"]))
        case "usergroup":
            return mention(run["usergroup_id"])
        case "broadcast":
            return mention(run["range"])
        case "channel":
            return channel_link(run["channel_id"], scope.names)
        case "emoji":
            return together(_sign(run))
        case "date":
            when = datetime.fromtimestamp(run["timestamp"], UTC).astimezone(scope.zone)
            return tag("time", short(when, scope.say.language))
        case "color":
            swatch = tag("span", class_="swatch", style=f"background:{run['value']}")
            return together(swatch, run["value"])
        case unknown:
            return together(str(unknown))


def _sign(run: Json) -> str:
    if run.get("unicode"):
        return "".join(chr(int(point, 16)) for point in run["unicode"].split("-"))
    return emoji(f":{run['name']}:")


def _styled(run: Json, content: Markup) -> Markup:
    for style, name in _STYLES.items():
        if run.get("style", {}).get(style):
            content = tag(name, content)
    return content
