"""files.*: uploads in two steps, and where to read a file. https://docs.slack.dev/messaging/working-with-files"""

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from bot.local.web_api.arguments import Arguments
from bot.local.web_api.conversations import addressed
from bot.local.web_api.registry import method
from bot.local.workspace.acts.visiting import share
from bot.local.workspace.checks import refuse_message
from bot.local.workspace.core import Core
from bot.local.workspace.files import file_as_json
from bot.local.workspace.model import Json, SlackError
from bot.local.workspace.posting import post


@method("files.getUploadURLExternal", "files:write")
def _get_upload_url(core: Core, arguments: Arguments) -> Json:
    length = arguments.number("length", 0)
    if length <= 0:
        raise SlackError("invalid_arguments", "[ERROR] length must be more than 0")
    file, key = core.files.announce(arguments.text("filename"), length, core.bot.id, int(core.clock()))
    return {"upload_url": f"{core.base_url}/upload/{key}", "file_id": file.id}


@method("files.completeUploadExternal", "files:write")
def _complete_upload(core: Core, arguments: Arguments) -> Json:
    entries = arguments.value("files")
    if not isinstance(entries, list) or not entries or not all(isinstance(entry, dict) for entry in entries):
        raise SlackError("invalid_arguments", "[ERROR] must be a list of files [json-pointer:/files]")
    files = [core.files.announced(entry.get("id")) for entry in entries]
    channels = [addressed(core, one) for one in arguments.items("channels") or arguments.items("channel_id")]
    if not all(core.is_member(channel, core.bot.id) for channel in channels):
        raise SlackError("not_in_channel")
    comment, blocks = arguments.optional_text("initial_comment") or "", arguments.value("blocks")
    if comment or blocks:
        refuse_message(core, {"text": comment, "blocks": blocks or []})
    for file, entry in zip(files, entries, strict=True):
        file.title = entry.get("title") or file.name
        file.completed = True
        for channel in channels:
            share(file, channel.id)
    shown = tuple(file_as_json(file, core.base_url) for file in files)
    thread_ts = arguments.optional_text("thread_ts")
    for channel in channels:
        post(core, channel, core.bot.id, comment, blocks=blocks, files=shown, thread_ts=thread_ts)
    return {"files": list(shown)}


@method("files.info", "files:read")
def _info(core: Core, arguments: Arguments) -> Json:
    return {"file": file_as_json(core.files.completed(arguments.text("file")), core.base_url)}


async def receive_upload(core: Core, request: Request) -> Response:
    """Take the bytes of an announced file, as the whole body or as a form's only file."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form() as form:
            parts = [part for part in form.values() if isinstance(part, UploadFile)]
            content = await parts[0].read() if parts else b""
    else:
        content = await request.body()
    with core.lock:
        taken = core.files.receive(request.path_params["key"], content)
    return PlainTextResponse(f"OK - {len(content)}") if taken else PlainTextResponse("upload failed", 500)


async def download(core: Core, request: Request) -> Response:
    """Serve `url_private`: the file with a bot token that has `files:read`, else Slack's sign-in page."""
    if not request.headers.get("authorization", "").startswith("Bearer xoxb-"):
        return HTMLResponse("<!DOCTYPE html><html><title>Sign in</title><body>Sign in</body></html>")
    try:
        with core.lock:
            file = core.files.completed(request.path_params["file_id"])
    except SlackError as error:
        return PlainTextResponse(error.error, 404)
    return Response(file.content, media_type=file_as_json(file, "")["mimetype"])
