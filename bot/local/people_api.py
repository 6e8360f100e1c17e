"""The people API: what a person does and sees, as JSON over HTTP, for story tests.

`GET` sees, `POST` does; names and arguments are those of `Workspace`. An act answers when the app has acknowledged it.
What isn't on the person's screen is answered by status 400 with `{"error": code}`.

    GET  /people                          everybody
    GET  /people/{id}                     the person, channels, commands, shortcuts
    GET  /people/{id}/messages?channel=   also &thread=ts, for one thread
    GET  /people/{id}/views               the open modals, top last
    GET  /people/{id}/home                what is published, without opening
    GET  /people/{id}/files/{file_id}
    GET  /people/{id}/wait?since=&timeout=   blocks until there are more changes than `since`
    POST /people/{id}/say                 channel, text, thread_ts
    POST /people/{id}/press               channel and ts, or view_id; block_id, action_id, chosen
    POST /people/{id}/type                view_id, values
    POST /people/{id}/submit              view_id, values
    POST /people/{id}/close               view_id, everything
    POST /people/{id}/home
    POST /people/{id}/shortcut            callback_id, channel, ts
    POST /people/{id}/join                channel
    POST /people/{id}/read                channel
    POST /people/{id}/upload?channel=&name=   the body is the file
    GET  /problems                        what Slack would have refused
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from bot.local.workspace import MessageSource, SlackError, ViewSource, Workspace
from bot.local.workspace.model import Json

_LONGEST_WAIT = 30.0
_AT_ONCE = 100


class People:
    """Answers what people ask and do."""

    def __init__(self, workspace: Workspace) -> None:
        """Take the workspace."""
        self._workspace = workspace
        # Acts block while the app answers: they get threads of their own, so that the page's are left alone.
        self._threads = ThreadPoolExecutor(_AT_ONCE, "people")
        self._sights: dict[str, Callable[[str, Request], Any]] = {
            "": self._person,
            "messages": self._messages,
            "views": lambda person, _: workspace.views(person),
            "home": lambda person, _: workspace.home(person),
        }
        self._acts: dict[str, Callable[[str, Json], Any]] = {
            "say": self._say,
            "press": self._press,
            "type": lambda person, given: workspace.type_into(person, given["view_id"], given["values"]),
            "submit": lambda person, given: workspace.submit(person, given["view_id"], given.get("values")),
            "close": lambda person, given: workspace.close_view(
                person, given["view_id"], bool(given.get("everything"))
            ),
            "home": lambda person, _: workspace.open_home(person),
            "shortcut": self._shortcut,
            "join": lambda person, given: workspace.join(person, given["channel"]),
            "read": lambda person, given: workspace.mark_read(given["channel"], person),
        }

    def _person(self, person_id: str, _: Request) -> Json:
        return {
            "person": self._workspace.person(person_id),
            "dm": self._workspace.dm_with_bot(person_id).id,
            "channels": self._workspace.channels(person_id),
            "commands": self._workspace.commands(),
            "shortcuts": self._workspace.shortcuts(),
        }

    def _messages(self, person_id: str, request: Request) -> Any:
        channel, thread = request.query_params["channel"], request.query_params.get("thread")
        if thread:
            return self._workspace.thread(channel, thread, person_id)
        return self._workspace.messages(channel, person_id)

    def _say(self, person_id: str, given: Json) -> None:
        self._workspace.say(person_id, given["channel"], given["text"], given.get("thread_ts"))

    def _press(self, person_id: str, given: Json) -> Json:
        source = ViewSource(given["view_id"]) if "view_id" in given else MessageSource(given["channel"], given["ts"])
        chosen = given.get("chosen", {})
        notice = self._workspace.press(person_id, source, given["block_id"], given["action_id"], **chosen)
        return {"notice": notice}

    def _shortcut(self, person_id: str, given: Json) -> Json:
        callback_id, channel, ts = given["callback_id"], given.get("channel"), given.get("ts")
        return {"notice": self._workspace.run_shortcut(person_id, callback_id, channel, ts)}

    async def see(self, request: Request) -> Response:
        """Answer what a person sees."""
        sight = self._sights.get(request.path_params.get("what", ""))
        if sight is None:
            return _json({"error": "unknown"}, 404)
        return await self._answer(sight, request.path_params["person"], request)

    async def act(self, request: Request) -> Response:
        """Do what a person does, and answer when the app has acknowledged."""
        act = self._acts.get(request.path_params["what"])
        if act is None:
            return _json({"error": "unknown"}, 404)
        return await self._answer(act, request.path_params["person"], orjson.loads(await request.body() or b"{}"))

    async def _answer(self, do: Callable[..., Any], *args: Any) -> Response:
        loop = asyncio.get_running_loop()
        try:
            return _json(await loop.run_in_executor(self._threads, do, *args))
        except SlackError as error:
            return _json({"error": error.error, "details": error.details}, 400)
        except KeyError as error:
            return _json({"error": f"missing {error.args[0]}"}, 400)

    async def everybody(self, _: Request) -> Response:
        """Answer who is there."""
        return _json(self._workspace.people())

    async def upload(self, request: Request) -> Response:
        """Share a file."""
        given, content = request.query_params, await request.body()
        person = request.path_params["person"]
        thread_ts = given.get("thread_ts")
        return await self._answer(
            lambda: {"file": self._workspace.upload(person, given["channel"], given["name"], content, thread_ts)}
        )

    async def file(self, request: Request) -> Response:
        """Answer a file's content."""
        try:
            _, content = self._workspace.file(request.path_params["file_id"])
        except SlackError as error:
            return _json({"error": error.error}, 404)
        return Response(content, media_type="application/octet-stream")

    async def wait(self, request: Request) -> Response:
        """Answer when there are more than `since` changes, without keeping a thread busy."""
        since = int(request.query_params.get("since", -1))
        timeout = min(float(request.query_params.get("timeout", _LONGEST_WAIT)), _LONGEST_WAIT)
        changed, loop = asyncio.Event(), asyncio.get_running_loop()

        def tell(_: int) -> None:
            loop.call_soon_threadsafe(changed.set)

        unsubscribe = self._workspace.changes.subscribe(tell)
        try:
            async with asyncio.timeout(timeout):
                while self._workspace.changes.version <= since:
                    await changed.wait()
                    changed.clear()
        except TimeoutError:
            pass
        finally:
            unsubscribe()
        return _json({"version": self._workspace.changes.version})

    async def problems(self, _: Request) -> Response:
        """Answer what Slack would have refused."""
        return _json(self._workspace.problems)


def _json(content: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(content), status, media_type="application/json")


def people_routes(workspace: Workspace) -> list[BaseRoute]:
    """Return the routes of the people API."""
    people = People(workspace)
    return [
        Route("/problems", people.problems),
        Route("/people", people.everybody),
        Route("/people/{person}", people.see),
        Route("/people/{person}/wait", people.wait),
        Route("/people/{person}/files/{file_id}", people.file),
        Route("/people/{person}/upload", people.upload, methods=["POST"]),
        Route("/people/{person}/{what}", people.see),
        Route("/people/{person}/{what}", people.act, methods=["POST"]),
    ]
