"""Where Slack draws no charts: the message comes all the same, with pictures that its readers see, or with words."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.client import IncompleteRead
from io import BytesIO
from typing import Any

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, get_font
from matplotlib.image import imread
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.blocks import message
from bot.languages import Readers
from bot.local.server import Server
from bot.local.validate import check_message
from bot.local.workspace import Workspace
from bot.receive import Place, Surface
from bot.send.drawing import _font, png
from bot.send.pictures import Pictures, in_words, refuses_drawing
from bot.send.reach import Reach
from commands.kit.charts import Kind
from commands.kit.reply import Heading
from commands.kit.texts import Texts
from tests.bot.local.tiny import HYOKA, SATO, FakeApp, tiny_workspace
from tests.bot.recording import RecordingSlack
from tests.bot.test_charts import KINDS, chart, table


@pytest.fixture(scope="module")
def workspace() -> Workspace:
    made = tiny_workspace()
    FakeApp(made)
    return made


@pytest.fixture(scope="module")
def slack(workspace: Workspace) -> Iterator[WebClient]:
    with Server(workspace) as server:
        yield WebClient("xoxb-test", base_url=server.api_url)


@pytest.fixture
def recording() -> Iterator[RecordingSlack]:
    made = RecordingSlack()
    yield made
    made.close()


@pytest.fixture
def content(texts: Texts) -> dict[str, Any]:
    """A message with a heading, a chart and a table."""
    return message((Heading("集計"), chart(series=2), table(3)), partial(texts.say, language="ja"))


def refusal(error: str, *messages: str) -> SlackApiError:
    answer = {"ok": False, "error": error, "response_metadata": {"messages": list(messages)}}
    return SlackApiError("refused", answer)  # type: ignore[no-untyped-call]


def test_the_message_is_posted_with_a_picture_that_nobody_was_sent(
    slack: WebClient, workspace: Workspace, content: dict[str, Any]
) -> None:
    other = Pictures(slack).instead(content)
    assert check_message(other) == []
    assert [block["type"] for block in other["blocks"]] == ["header", "image", "rich_text"]
    assert other["text"] == content["text"]
    slack.chat_postMessage(channel=HYOKA.id, **other)
    file = slack.files_info(file=other["blocks"][1]["slack_file"]["id"])["file"]
    assert file["mimetype"] == "image/png"
    assert file["channels"] == []
    assert workspace.file(file["id"])[1].startswith(b"\x89PNG")
    assert "項目2" in other["blocks"][1]["alt_text"]


def test_a_table_tells_its_heads_once(slack: WebClient, texts: Texts) -> None:
    """With thirty rows, the eye finds what differs and not what repeats."""
    made = message((table(3), table(1, " ")), partial(texts.say, language="ja"))
    several, one = (
        ["".join(run["text"] for run in line["elements"]) for line in block["elements"]]
        for block in Pictures(slack).instead(made)["blocks"]
    )
    assert several == ["表（数　言葉）", "第0行　0　言葉", "第1行　1　言葉", "第2行　2　言葉"]
    assert one[1] == "第0行　0　—"  # what is empty holds its place


def test_a_picture_that_is_not_there_is_refused(slack: WebClient, content: dict[str, Any]) -> None:
    picture = {"type": "image", "alt_text": "図", "slack_file": {"id": "F0NOWHERE1"}}
    with pytest.raises(SlackApiError, match="invalid slack file"):
        slack.chat_postMessage(channel=HYOKA.id, text="図", blocks=[picture])


def test_where_no_file_can_be_uploaded_the_numbers_are_said(
    slack: WebClient, workspace: Workspace, content: dict[str, Any]
) -> None:
    workspace.faults.fail_next("files.getUploadURLExternal", "missing_scope", status=200)
    other = Pictures(slack).instead(content)
    assert check_message(other) == []
    assert [block["type"] for block in other["blocks"]] == ["header", "rich_text", "rich_text"]


@pytest.mark.parametrize("trouble", [SlackRequestError("upload failed"), IncompleteRead(b""), TimeoutError()])
def test_whatever_goes_wrong_with_an_upload_the_numbers_are_said(
    slack: WebClient, content: dict[str, Any], monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fails(**_: object) -> None:
        raise trouble

    monkeypatch.setattr(slack, "_upload_file", fails)
    assert [block["type"] for block in Pictures(slack).instead(content)["blocks"]] == [
        "header",
        "rich_text",
        "rich_text",
    ]


def test_only_a_refusal_of_what_is_drawn_is_answered_so(content: dict[str, Any]) -> None:
    assert refuses_drawing(refusal("invalid_blocks"), content)
    assert refuses_drawing(refusal("invalid_blocks", "unsupported type [json-pointer:/blocks/1/type]"), content)
    assert not refuses_drawing(refusal("invalid_blocks", "too long [json-pointer:/blocks/0/text]"), content)
    assert not refuses_drawing(refusal("not_in_channel"), content)
    assert not refuses_drawing(refusal("invalid_blocks"), {"blocks": content["blocks"][:1]})
    assert not refuses_drawing(OSError(), content)


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_drawn_and_leaves_matplotlib_as_it_was(kind: Kind, texts: Texts) -> None:
    before = list(mpl.rcParams["font.family"])
    (block,) = message((chart(kind, 12, 3),), partial(texts.say, language="ja"))["blocks"][:1]
    assert imread(BytesIO(png(block)), format="png").shape[:2] == (675, 1200)
    assert list(mpl.rcParams["font.family"]) == before
    assert len(in_words(block)) > 1


def test_the_font_holds_what_offices_write() -> None:
    font: FontProperties = _font(12)
    held = get_font(str(font.get_file())).get_charmap()
    assert [sign for sign in "基本目標髙﨑㎥～－①千円（）％" if ord(sign) not in held] == []


def test_many_threads_draw_at_once(texts: Texts) -> None:
    (block,) = message((chart("bar", 4, 2),), partial(texts.say, language="ja"))["blocks"]
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(png(block))) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(drawn) == 4
    assert len(set(drawn)) == 1


def test_an_answer_to_a_command_is_said_in_words_where_charts_are_refused(
    recording: RecordingSlack, texts: Texts
) -> None:
    recording.refuse("respond", "invalid_blocks", status=400)
    recording.refuse("chat.postEphemeral", "invalid_blocks")
    recording.refuse("files.getUploadURLExternal", "missing_scope")
    client = WebClient("xoxb-test", f"{recording.url}/api/")
    readers = Readers(client, "ja")
    place = Place(SATO.id, Surface.COMMAND, HYOKA.id, response_url=f"{recording.url}/respond/1")
    Reach(client, texts, readers, Pictures(client, 0).plainly).whisper((Heading("集計"), chart()), place)
    readers.close()
    told = [[block["type"] for block in each["blocks"]] for each in recording.of("respond")]
    assert told == [["header", "data_visualization"], ["header", "rich_text"]]


def test_a_whisper_comes_with_a_picture_where_charts_are_refused(
    slack: WebClient, workspace: Workspace, texts: Texts
) -> None:
    readers = Readers(slack, "ja")
    place = Place(SATO.id, Surface.MESSAGE, HYOKA.id)
    workspace.faults.fail_next("chat.postEphemeral", "invalid_blocks", status=200)
    Reach(slack, texts, readers, Pictures(slack, 0).plainly).whisper((Heading("集計"), chart()), place)
    readers.close()
    shown = workspace.messages(HYOKA.id, SATO.id)[-1]
    assert [block["type"] for block in shown.blocks] == ["header", "image"]
