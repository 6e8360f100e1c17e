"""The page on which a person tries the bot as any of the office's people.

`mount(app, workspace)` puts it at `/` of a FastAPI application. The acting person, the place and the open thread stand
in the address (`/?as=U1&in=C1&thread=…`), so that two tabs can be two people.

Python renders everything as HTML (`render/`, pure functions) and sends it to a few elements whose scripts (`client/`)
change the page in place and tell what people do. The scripts alone know what stands in a form until it is sent.

Attributes that stay, for tests that drive the page:

- `.desk[data-as]`: the acting person; `[data-person]`: a link in the switcher (`button.me` opens it).
- `.sidebar a[data-channel]`: a link to a channel; `.unread` in it counts. `.tabs a[data-tab]`: `home` or the channel.
- `.message[data-message-ts][data-channel][data-user]`, with `[data-ephemeral]` where only one person sees it; in it
  `button.thread`, `[data-do=thread]`, `.message-menu` and, once that is open, `[data-callback-id]`; `[data-file]`.
- `.composer[data-channel][data-thread-ts]` with a `textarea`; `[role=option]` are its suggestions.
- `dialog.modal[data-view-id][data-callback-id]` with `.submit`, `.close-view` (the view), `.close` (all views),
  `.back`, `.notice` and `.error`; `.covered` lies below another. `.home [data-view-id]`: the App Home.
- `[data-block-id]` is a block, and in it `[data-action-id]` an element; `[data-type]` names the kind of a field. A menu
  is a `select`, a multi-menu a button that opens checkboxes, radio buttons and checkboxes are what they are.
- `dialog.confirm` asks back: `button[value=yes]`, `button[value=no]`. `[aria-busy]`: the bot has not answered yet.
"""

from bot.local.page.serve import mount

__all__ = ["mount"]
