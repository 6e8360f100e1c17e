"""auth.test, users.* and usergroups.*. https://docs.slack.dev/reference/methods?family=users"""

from bot.local.web_api.arguments import Arguments, page
from bot.local.web_api.conversations import channel_as_json, of_types
from bot.local.web_api.registry import method
from bot.local.workspace.core import Core
from bot.local.workspace.model import BOT_ID, SLACKBOT, TEAM_ID, Json, Person, SlackError, Usergroup
from bot.local.workspace.payloads import TEAM_DOMAIN


@method("api.test")
def _api_test(_: Core, arguments: Arguments) -> Json:
    if error := arguments.optional_text("error"):
        raise SlackError(error)
    return {"args": {name: value for name, value in arguments.given.items() if name != "token"}}


@method("auth.test")
def _auth_test(core: Core, _: Arguments) -> Json:
    return {
        "url": f"{core.base_url}/",
        "team": TEAM_DOMAIN,
        "user": core.bot.name,
        "team_id": TEAM_ID,
        "user_id": core.bot.id,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def _person_as_json(person: Person, *, with_locale: bool) -> Json:
    shown: Json = {
        "id": person.id,
        "team_id": TEAM_ID,
        "name": person.name,
        "real_name": person.name,
        "deleted": person.deactivated,
        "is_bot": person.is_bot and person.id != SLACKBOT.id,
        "tz": "Asia/Tokyo",
        "tz_label": "Japan Standard Time",
        "tz_offset": 32400,
        "profile": {"real_name": person.name, "display_name": person.name, "title": person.title, "team": TEAM_ID},
    }
    return shown | ({"locale": person.locale} if with_locale else {})


@method("users.info", "users:read")
def _info(core: Core, arguments: Arguments) -> Json:
    person = core.conversations.person(arguments.text("user"))
    return {"user": _person_as_json(person, with_locale=arguments.flag("include_locale"))}


@method("users.list", "users:read")
def _list(core: Core, arguments: Arguments) -> Json:
    members, cursor = page([*core.conversations.people, core.bot, SLACKBOT], arguments)
    with_locale = arguments.flag("include_locale")
    shown = [_person_as_json(person, with_locale=with_locale) for person in members]
    return {"members": shown, "response_metadata": {"next_cursor": cursor}}


@method("users.conversations")
def _conversations(core: Core, arguments: Arguments) -> Json:
    member = core.conversations.person(arguments.optional_text("user") or core.bot.id)
    theirs = [channel for channel in of_types(core, arguments) if core.is_member(channel, member.id)]
    channels, cursor = page(theirs, arguments)
    shown = [channel_as_json(core, channel) for channel in channels]
    return {"channels": shown, "response_metadata": {"next_cursor": cursor}}


@method("usergroups.list", "usergroups:read")
def _usergroups(core: Core, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.list"""
    users, count = arguments.flag("include_users"), arguments.flag("include_count")
    shown = [_usergroup_as_json(group, with_users=users, with_count=count) for group in core.usergroups.values()]
    return {"usergroups": shown}


@method("usergroups.users.list", "usergroups:read")
def _usergroup_members(core: Core, arguments: Arguments) -> Json:
    """https://docs.slack.dev/reference/methods/usergroups.users.list"""
    group = core.usergroups.get(arguments.text("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _usergroup_as_json(group: Usergroup, *, with_users: bool, with_count: bool) -> Json:
    shown: Json = {
        "id": group.id,
        "team_id": TEAM_ID,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "is_external": False,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "auto_type": None,
        "prefs": {"channels": [], "groups": []},
    }
    shown |= {"users": list(group.users)} if with_users else {}
    return shown | ({"user_count": len(group.users)} if with_count else {})
