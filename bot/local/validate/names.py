"""Names that a manifest may or may not use: scopes, events and commands."""

from __future__ import annotations

_SCOPES = """
app_mentions:read assistant:write bookmarks:read bookmarks:write calls:read calls:write canvases:read canvases:write
channels:history channels:join channels:manage channels:read channels:write.invites channels:write.topic chat:write
chat:write.customize chat:write.public commands conversations.connect:manage conversations.connect:read
conversations.connect:write datastore:read datastore:write dnd:read emoji:read files:read files:write groups:history
groups:read groups:write groups:write.invites groups:write.topic im:history im:read im:write im:write.topic
incoming-webhook links.embed:write links:read links:write lists:read lists:write metadata.message:read mpim:history
mpim:read mpim:write mpim:write.topic pins:read pins:write reactions:read reactions:write remote_files:read
remote_files:share remote_files:write search:read.files search:read.public search:read.users team.billing:read
team.preferences:read team:read triggers:read triggers:write usergroups:read usergroups:write users.profile:read
users:read users:read.email users:write
"""
BOT_SCOPES = frozenset(_SCOPES.split())
"""What a bot may be allowed; https://docs.slack.dev/reference/scopes"""

_EVENTS_BY_SCOPES = {
    "": "app_home_opened app_uninstalled assistant_thread_context_changed assistant_thread_started channel_id_changed"
    " function_executed message.app_home tokens_revoked",
    "app_mentions:read": "app_mention",
    "channels:history": "message.channels",
    "channels:history groups:history mpim:history": "channel_history_changed",
    "channels:read": "channel_archive channel_created channel_deleted channel_left channel_rename channel_unarchive",
    "channels:read groups:read": "channel_shared channel_unshared member_joined_channel member_left_channel",
    "dnd:read": "dnd_updated_user",
    "emoji:read": "emoji_changed",
    "files:read": "file_change file_created file_deleted file_public file_shared file_unshared",
    "groups:history": "group_history_changed message.groups",
    "groups:read": "group_archive group_close group_deleted group_left group_open group_rename group_unarchive",
    "im:history": "im_history_changed message.im",
    "im:read": "im_close im_created im_open",
    "links:read": "link_shared",
    "metadata.message:read": "message_metadata_deleted message_metadata_posted message_metadata_updated",
    "mpim:history": "message.mpim",
    "pins:read": "pin_added pin_removed",
    "reactions:read": "reaction_added reaction_removed",
    "team:read": "email_domain_changed team_domain_change team_rename",
    "usergroups:read": "subteam_created subteam_members_changed subteam_updated",
    "users:read": "team_join user_change user_profile_changed user_status_changed",
}
BOT_EVENTS = {event: scopes.split() for scopes, events in _EVENTS_BY_SCOPES.items() for event in events.split()}
"""Events a bot may ask for, each with the scopes of which it needs one; https://docs.slack.dev/reference/events"""

_BUILT_IN = """
active apps archive away call collapse dm dnd expand feed invite join leave me msg mute open prefs remind remove rename
search shortcuts shrug star status topic who
"""
BUILT_IN_COMMANDS = frozenset(f"/{name}" for name in _BUILT_IN.split())
"""Slack's own commands, which an app can't register; https://slack.com/help/articles/201259356"""
