"""The bot in the local workspace: a whole small Slack on this machine, staffed with the sample office."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.app import Bot, build
from bot.blocks import message
from bot.local.server import Server
from bot.local.workspace import Channel, Usergroup, Workspace
from bot.local.workspace import Person as Colleague
from bot.manifest import manifest
from bot.settings import Settings
from commands.kit.reply import Heading, Line
from commands.kit.texts import Language, Texts
from commands.registry import COMMANDS
from store import samples
from store.form import Forms
from store.person import Person
from store.store import Store
from store.text import Text

if TYPE_CHECKING:
    from fastapi import FastAPI

GROUPS = (
    Usergroup("S0CHOJU", "choju", "長寿課", ("U0TAKAHASHI", "U0ITO")),
    Usergroup("S0SOMU", "somu", "総務課", ("U0KOBAYASHI",)),
)
"""The user groups of the sample office's workspace; they are tied to nothing yet."""

_LOCALES: dict[Language, str] = {"ja": "ja-JP", "en": "en-US"}


class Demo:
    """A workspace, its server with the page, and the bot connected to it like to any Slack.

    Args:
        page: whether people get a page; stories do without.
        samples: whether the sample sheets are put into the store where it lacks them.
    """

    def __init__(
        self, store: Store, settings: Settings, texts: Texts, *, port: int = 0, page: bool = True, samples: bool = True
    ) -> None:
        self.store = store
        self.texts = texts
        self.workspace = _workspace(texts, settings.hyoka_language)
        self._settings = settings
        self._samples = samples
        self._greets = page
        app = _application() if page else None
        self.server = Server(self.workspace, port, app)  # takes the port, or fails before the page is made
        if app is not None:
            _put_page(app, self.workspace)
        self.bot: Bot | None = None

    @property
    def url(self) -> str:
        return self.server.url

    def start(self) -> None:
        """Serve the page, fill the store, connect the bot.

        Raises:
            Refusal: the bot can't connect.
        """
        self.server.start()
        if self._samples:
            samples.fill(self.store, datetime.now(self._settings.hyoka_timezone))
        elif not any(self.store.people()):
            office = samples.office()
            self.store.keep_office(office.people, office.departments)
        connected = {
            "slack_bot_token": SecretStr("xoxb-local"),
            "slack_app_token": SecretStr("xapp-local"),
            "slack_api_url": self.server.api_url,
        }
        self.bot = build(self._settings.model_copy(update=connected), self.store, COMMANDS, self.texts)
        self.bot.start_socket_mode()
        self.workspace.wait_for_app()
        self._welcome()

    def _welcome(self) -> None:
        """Tell a newcomer where to begin, in the channel that everybody sees first."""
        if self._greets:
            parts = (Heading(Text("cli.welcome_title")), Line(Text("cli.welcome")))
            content = message(parts, partial(self.texts.say, language=self._settings.hyoka_language))
            assert self.bot is not None  # noqa: S101 - start() has made it
            self.bot.bolt.client.chat_postMessage(channel=samples.office().channels[0].id, **content)

    def stop(self) -> None:
        """Stop the bot, then the server."""
        if self.bot is not None:
            self.bot.stop(seconds=2)
        self.server.stop()


def _workspace(texts: Texts, language: Language) -> Workspace:
    """The sample office as people who read this language, and channels, the bot a member of each."""
    office, locale = samples.office(), _LOCALES[language]
    people = [Colleague(each.id, each.name, _title(each, texts, language), locale) for each in office.people]
    channels = [
        Channel(id=each.id, name=each.name, members=tuple(member.id for member in office.members(each)))
        for each in office.channels
    ]
    workspace = Workspace.from_manifest(manifest(COMMANDS, texts), people, channels, usergroups=GROUPS)
    for channel in channels:
        workspace.join(workspace.bot.id, channel.id)
    return workspace


def _title(person: Person, texts: Texts, language: Language) -> str:
    """What the page shows beside a name: department, office, or secretariat."""
    form = next(iter(Forms(samples.FORMS)))
    roles = [*person.departments, *(texts.say(form.office(office), language) for office in person.offices)]
    if person.secretariat:
        roles.append(texts.say(Text("bot.secretariat"), language))
    return "・".join(roles) or texts.say(Text("bot.no_role"), language)


def _application() -> FastAPI:
    from fastapi import FastAPI  # noqa: PLC0415 - stories do without a page, and start faster for it

    return FastAPI(openapi_url=None)


def _put_page(app: FastAPI, workspace: Workspace) -> None:
    from bot.local import page  # noqa: PLC0415 - the same

    page.mount(app, workspace)
