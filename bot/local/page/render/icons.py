"""The page's own icons: small line drawings, 20 × 20, in the colour of the text around them."""

from bot.local.page.markup import Markup, tag

_PATHS = {
    "menu": "M3 5.5h14M3 10h14M3 14.5h14",
    "close": "M5 5l10 10M15 5L5 15",
    "more": "M4.2 9.5h1v1h-1zM9.5 9.5h1v1h-1zM14.8 9.5h1v1h-1z",
    "down": "M6 8l4 4 4-4",
    "reply": "M4 4.5h12v8.5H9l-3.5 3v-3H4z",
    "hash": "M8 3.5L6.5 16.5M13.5 3.5L12 16.5M4 7.5h12.5M3.5 12.5H16",
    "app": "M4 4h5v5H4zM11 4h5v5h-5zM4 11h5v5H4zM11 11h5v5h-5z",
    "eye": "M2.5 10S5.5 5 10 5s7.5 5 7.5 5-3 5-7.5 5-7.5-5-7.5-5zM10 8.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
    "file": "M5 2.5h6.5L15 6v11.5H5zM11.5 2.5V6H15",
}


def icon(name: str) -> Markup:
    """Return an icon; screen readers pass over it."""
    path = tag("path", d=_PATHS[name])
    return tag("svg", path, class_="icon", viewBox="0 0 20 20", aria_hidden="true")
