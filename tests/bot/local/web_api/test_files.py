"""Files and response URLs over HTTP."""

from __future__ import annotations

from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookClient

from bot.local.server import Server
from bot.local.workspace import Workspace
from tests.bot.local.tiny import HYOKA, SATO, ZATSUDAN, FakeApp


def http(method: str, url: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
    connection = HTTPConnection(urlsplit(url).netloc)
    try:
        connection.request(method, urlsplit(url).path, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def test_an_upload_takes_three_steps(slack: WebClient, workspace: Workspace) -> None:
    content = "番号\nS27".encode()
    begun = slack.files_getUploadURLExternal(filename="票.csv", length=len(content))
    assert http("POST", begun["upload_url"], content) == (200, b"OK - 10")
    with pytest.raises(SlackApiError, match="file_not_found"):
        slack.files_info(file=begun["file_id"])
    root = slack.chat_postMessage(channel=HYOKA.id, text="根")["ts"]
    slack.files_completeUploadExternal(
        files=[{"id": begun["file_id"], "title": "書き出し"}],
        channel_id=HYOKA.id,
        initial_comment="どうぞ",
        thread_ts=root,
    )
    reply = workspace.thread(HYOKA.id, root, SATO.id)[-1]
    assert (reply.text, reply.files[0]["title"], reply.files[0]["channels"]) == ("どうぞ", "書き出し", [HYOKA.id])
    about = slack.files_info(file=begun["file_id"])["file"]
    assert (about["name"], about["mimetype"], about["filetype"], about["size"]) == ("票.csv", "text/csv", "csv", 10)
    assert http("GET", about["url_private"], Authorization="Bearer xoxb-test") == (200, content)


def test_an_upload_may_be_a_form(slack: WebClient, workspace: Workspace) -> None:
    begun = slack.files_getUploadURLExternal(filename="a.txt", length=3)
    body = (
        b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n'
        b"Content-Type: text/plain\r\n\r\nabc\r\n--b--\r\n"
    )
    assert http("POST", begun["upload_url"], body, **{"Content-Type": "multipart/form-data; boundary=b"})[0] == 200
    slack.files_completeUploadExternal(files=[{"id": begun["file_id"]}])
    assert workspace.file(begun["file_id"]) == ("a.txt", b"abc")


def test_an_upload_shown_without_a_comment_is_a_problem(slack: WebClient, workspace: Workspace) -> None:
    begun = slack.files_getUploadURLExternal(filename="a.txt", length=3)
    http("POST", begun["upload_url"], b"abc")
    before = len(workspace.problems)
    share = {"files": [{"id": begun["file_id"]}], "channel_id": HYOKA.id, "blocks": [{"type": "divider"}]}
    slack.api_call("files.completeUploadExternal", json=share)
    (told,) = workspace.problems[before:]
    assert told.startswith("missing_text_in_message")


def test_uploads_that_slack_does_not_take(slack: WebClient) -> None:
    begun = slack.files_getUploadURLExternal(filename="a.txt", length=3)
    assert http("POST", begun["upload_url"], b"longer")[0] == 500
    assert http("POST", begun["upload_url"], b"abc")[0] == 500
    whole = slack.files_getUploadURLExternal(filename="a.txt", length=3)
    http("POST", whole["upload_url"], b"abc")
    refusals: tuple[tuple[list[dict[str, str | None]], str, str], ...] = (
        ([{"id": begun["file_id"]}], HYOKA.id, "file_not_found"),
        ([{"id": "F0NONE"}], HYOKA.id, "file_not_found"),
        ([{"id": whole["file_id"]}], ZATSUDAN.id, "not_in_channel"),
        ([{"id": whole["file_id"]}], "C0NONE", "channel_not_found"),
        ([], HYOKA.id, "invalid_arguments"),
    )
    for files, channel, error in refusals:
        with pytest.raises(SlackApiError, match=error):
            slack.files_completeUploadExternal(files=files, channel_id=channel)
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        slack.files_getUploadURLExternal(filename="a.txt", length=0)
    with pytest.raises(SlackApiError, match="file_not_found"):
        slack.files_info(file=whole["file_id"])


def test_a_download_without_the_token_is_slacks_sign_in_page(workspace: Workspace, slack: WebClient) -> None:
    file_id = workspace.upload(SATO.id, HYOKA.id, "秘.txt", b"secret")
    url = slack.files_info(file=file_id)["file"]["url_private"]
    status, page = http("GET", url)
    assert (status, b"Sign in" in page, b"secret" in page) == (200, True, False)
    assert http("GET", url.replace(file_id, "F0NONE"), Authorization="Bearer xoxb-test") == (404, b"file_not_found")


def test_response_urls_over_http(workspace: Workspace, server: Server, app: FakeApp) -> None:
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    url = app.payloads("slash_commands")[-1]["response_url"]
    assert url.startswith(f"{server.url}/respond/")
    hook = WebhookClient(url)
    for number in range(5):
        answer = hook.send(text=f"答え {number}", response_type="ephemeral")
        assert (answer.status_code, answer.body) == (200, "ok")
    assert workspace.messages(HYOKA.id, SATO.id)[-1].text == "答え 4"
    sixth = hook.send(text="六つ目")
    assert (sixth.status_code, sixth.body) == (404, '{"ok":false,"error":"used_url"}')
    assert workspace.problems[-1] == "response_url: used_url"
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    hook = WebhookClient(app.payloads("slash_commands")[-1]["response_url"])
    assert (hook.send(blocks=[{"type": "nonsense"}], text="票").status_code, hook.send().status_code) == (400, 400)
    for body in (b"not json", b"[]"):
        assert http("POST", hook.url, body) == (400, b"invalid_payload")
    assert http("POST", f"{server.url}/respond/unknown", b'{"text": "x"}')[0] == 404


def test_an_answer_without_text_is_posted_and_a_problem(workspace: Workspace, server: Server, app: FakeApp) -> None:
    workspace.say(SATO.id, HYOKA.id, "/sheet")
    before = len(workspace.problems)
    hook = WebhookClient(app.payloads("slash_commands")[-1]["response_url"])
    assert hook.send(blocks=[{"type": "divider"}]).status_code == 200
    assert [block["type"] for block in workspace.messages(HYOKA.id, SATO.id)[-1].blocks] == ["divider"]
    (told,) = workspace.problems[before:]
    assert told.startswith("missing_text_in_message")
