"""One element of each kind, with all of its fields that may stand together."""

from __future__ import annotations

from tests.bot.local.test_validate_samples import Json, mrkdwn, option, options, plain, rich

CONFIRM = {"title": plain(), "text": mrkdwn(), "confirm": plain("はい"), "deny": plain("いいえ"), "style": "danger"}
BUTTON = {
    "type": "button",
    "action_id": "sheet.open",
    "text": plain("開く"),
    "value": "S27",
    "url": "https://example.jp/",
    "style": "primary",
    "confirm": CONFIRM,
    "accessibility_label": "評価票を開く",
}
IMAGE = {"type": "image", "image_url": "https://example.jp/a.png", "alt_text": "図"}
DISPATCH = {"trigger_actions_on": ["on_enter_pressed", "on_character_entered"]}
MENU = {"action_id": "menu", "placeholder": plain("選ぶ"), "confirm": CONFIRM, "focus_on_load": False}
INPUT = {
    "action_id": "text",
    "placeholder": plain("記入例"),
    "dispatch_action_config": DISPATCH,
    "focus_on_load": True,
    "initial_value": "5",
}
PICKER = {"action_id": "pick", "confirm": CONFIRM, "focus_on_load": False}
FILTER = {"include": ["public", "im"], "exclude_bot_users": True, "exclude_external_shared_channels": True}
GROUPS = [{"label": plain("課"), "options": options(2)}]

ELEMENTS: dict[str, Json] = {
    str(each["type"]): each
    for each in (
        BUTTON,
        IMAGE,
        {
            "type": "workflow_button",
            "action_id": "run",
            "text": plain(),
            "accessibility_label": "走らせる",
            "style": "danger",
            "workflow": {
                "trigger": {
                    "url": "https://slack.com/shortcuts/Ft1/x",
                    "customizable_input_parameters": [{"name": "n", "value": 1}],
                }
            },
        },
        {
            "type": "overflow",
            "action_id": "more",
            "options": [option(url="https://example.jp/")],
            "confirm": CONFIRM,
        },
        {"type": "static_select", **MENU, "options": options(3), "initial_option": option("2")},
        {"type": "external_select", **MENU, "initial_option": option(), "min_query_length": 1},
        {"type": "users_select", **MENU, "initial_user": "U1"},
        {
            "type": "conversations_select",
            **MENU,
            "initial_conversation": "C1",
            "default_to_current_conversation": True,
            "response_url_enabled": False,
            "filter": FILTER,
        },
        {"type": "channels_select", **MENU, "initial_channel": "C1", "response_url_enabled": False},
        {
            "type": "multi_static_select",
            **MENU,
            "option_groups": GROUPS,
            "initial_options": options(2),
            "max_selected_items": 2,
        },
        {
            "type": "multi_external_select",
            **MENU,
            "initial_options": options(1),
            "min_query_length": 0,
            "max_selected_items": 1,
        },
        {"type": "multi_users_select", **MENU, "initial_users": ["U1"], "max_selected_items": 1},
        {
            "type": "multi_conversations_select",
            **MENU,
            "initial_conversations": ["C1"],
            "default_to_current_conversation": False,
            "filter": FILTER,
            "max_selected_items": 1,
        },
        {"type": "multi_channels_select", **MENU, "initial_channels": ["C1"], "max_selected_items": 1},
        {
            "type": "checkboxes",
            **PICKER,
            "options": [option("a", text=mrkdwn()), option("b")],
            "initial_options": [option("b")],
        },
        {"type": "radio_buttons", **PICKER, "options": options(2), "initial_option": option("1")},
        {"type": "datepicker", **MENU, "initial_date": "2026-11-30"},
        {"type": "timepicker", **MENU, "initial_time": "17:00", "timezone": "Asia/Tokyo"},
        {"type": "datetimepicker", **PICKER, "initial_date_time": 1_795_000_000},
        {"type": "plain_text_input", **INPUT, "multiline": True, "min_length": 1, "max_length": 3000},
        {"type": "email_text_input", **INPUT},
        {"type": "url_text_input", **INPUT},
        {"type": "number_input", **INPUT, "is_decimal_allowed": True, "min_value": "-1.5", "max_value": "10"},
        {"type": "rich_text_input", **INPUT, "initial_value": rich()},
        {"type": "file_input", "action_id": "file", "filetypes": ["pdf"], "max_files": 10},
        {
            "type": "feedback_buttons",
            "action_id": "say",
            "positive_button": {"text": plain("良い"), "value": "good", "accessibility_label": "良い"},
            "negative_button": {"text": plain("悪い"), "value": "bad"},
        },
        {
            "type": "icon_button",
            "action_id": "trash",
            "icon": "trash",
            "text": plain("消す"),
            "value": "1",
            "confirm": CONFIRM,
            "accessibility_label": "消す",
            "visible_to_user_ids": ["U1"],
        },
        {"type": "url", "url": "https://example.jp/", "text": "出典"},
    )
}
