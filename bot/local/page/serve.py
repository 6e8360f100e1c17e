"""Putting the page into the server's application."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path

from fastapi import FastAPI
from nicegui import Client, ui
from starlette.requests import Request
from starlette.staticfiles import StaticFiles

from bot.local.page.desk import Desk, Place
from bot.local.page.render.scope import OFFICE_ZONE
from bot.local.page.shell import Shell
from bot.local.page.texts import Texts
from bot.local.page.uploads import add_routes
from bot.local.workspace import Workspace

_STYLE = Path(__file__).parent / "client" / "style"


def mount(app: FastAPI, workspace: Workspace, *, zone: tzinfo = OFFICE_ZONE) -> None:
    """Serve the page at `/` of an application, before it is started and after all its other routes are in.

    Times are shown in `zone`. NiceGUI is one per process, so the page is too: raises RuntimeError where another was
    started before.
    """
    app.mount("/page/style", StaticFiles(directory=_STYLE), name="style")
    add_routes(app, workspace)
    sheets = "".join(
        f'<link rel="stylesheet" href="/page/style/{sheet.name}?{sheet.stat().st_mtime_ns}">'
        for sheet in sorted(_STYLE.glob("*.css"))
    )

    @ui.page("/")
    def page(request: Request, client: Client) -> None:
        query = request.query_params
        people = {person.id: person for person in workspace.people()}
        ui.add_head_html(sheets)
        if not people:
            ui.label(Texts("ja")("no_person"))
            return
        desk = Desk(workspace, people.get(query.get("as", ""), next(iter(people.values()))), zone)
        ui.add_head_html(f"<script>document.documentElement.lang = '{desk.say.language}'</script>")
        shell = Shell(desk, Place(query.get("in", ""), query.get("thread", "")), client)
        stop = desk.follow(shell.refresh)
        client.on_connect(desk.on_change)
        client.on_delete(stop)

    ui.run_with(
        app, language="ja", favicon="📋", tailwind=False, show_welcome_message=False, binding_refresh_interval=None
    )
