"""Files on their way from and to the page."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import FastAPI
from nicegui import run
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bot.local.page.widgets import Values
from bot.local.workspace import SlackError, Workspace
from bot.local.workspace.files import file_as_json

MEGABYTES = 50
"""Larger files are refused; the workspace keeps all of them in memory."""


def add_routes(app: FastAPI, workspace: Workspace) -> None:
    """Let the page's scripts upload files, and its links download them."""

    async def upload(request: Request) -> Response:
        if request.headers.get("x-page") is None:
            return PlainTextResponse("not from the page", 403)
        if int(request.headers.get("content-length", 0)) > MEGABYTES * 2**20:
            return PlainTextResponse("too large", 413)
        person_id, channel_id, thread_ts, name = (
            request.query_params.get(key, "") for key in ("as", "channel", "thread", "name")
        )
        content = await request.body()

        def keep() -> str:
            if channel_id:
                return workspace.upload(person_id, channel_id, name, content, thread_ts or None)
            return _keep(workspace, person_id, name, content)

        try:
            return JSONResponse({"id": await run.io_bound(keep), "name": name})
        except SlackError as error:
            return PlainTextResponse(error.error, 400)

    async def download(request: Request) -> Response:
        try:
            name, content = workspace.file(request.path_params["file_id"])
        except SlackError:
            return PlainTextResponse("file_not_found", 404)
        # Always as an attachment: a page that somebody uploaded must never run as a part of this one.
        headers = {
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return Response(content, headers=headers, media_type=_picture_type(content))

    app.router.add_route("/page/uploads", upload, methods=["POST"])
    app.router.add_route("/page/files/{file_id}", download, methods=["GET"])


def _keep(workspace: Workspace, person_id: str, name: str, content: bytes) -> str:
    """Keep a file that is chosen in a form and not shared anywhere yet."""
    core = workspace.core
    with core.lock:
        return core.files.add(name, content, person_id, int(core.clock())).id


def with_files(workspace: Workspace, values: Values) -> Values:
    """Put whole file objects in place of the ids that the page's forms hold."""
    core = workspace.core
    for fields in values.values():
        for state in fields.values():
            if state.get("type") == "file_input":
                with core.lock:
                    found = [core.files.announced(file_id) for file_id in state["files"]]
                state["files"] = [file_as_json(file, core.base_url) for file in found]
    return values


_PICTURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif", b"RIFF": "image/webp"}


def _picture_type(content: bytes) -> str:
    found = (kind for start, kind in _PICTURES.items() if content.startswith(start))
    return next(found, "application/octet-stream")
