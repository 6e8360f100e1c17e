"""`hyoka` lines that can't be done: misspelt, with wrong settings, or beside something that is in the way."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from store.engine.lock import Lock
from tests.stories.terminal import Terminal

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-any", "SLACK_APP_TOKEN": "xapp-any"}
WRONG, MISSING = "bot.settings_wrong", "bot.settings_missing"

MISTYPED: list[tuple[str, list[str], str, str]] = [
    ("an unknown command", ["nothing"], "cli.no_such_command", "hyoka nothing"),
    ("a command in Japanese", ["取り込み", "a.txt"], "cli.no_such_command", "hyoka 取り込み a.txt"),
    ("an unknown option", ["--nope"], "cli.no_such_option", "--nope"),
    ("an unknown option of a command", ["export", "S27", "--nope"], "cli.no_such_option", "hyoka export --help"),
    ("no number", ["export"], "cli.word_missing", "number"),
    ("no file", ["import"], "cli.word_missing", "files"),
    ("a year in words", ["export", "S27", "--year", "令和2"], "cli.word_wrong", "--year"),
    ("half a year", ["export", "S27", "--year", "20.5"], "cli.word_wrong", "--year"),
    ("no year after its option", ["export", "S27", "--year"], "cli.value_missing", "--year"),
    ("an unknown layout", ["export", "S27", "--format", "xlsx"], "cli.word_wrong", "--format"),
    ("a word too many", ["sheets", "S27"], "cli.words_left", "hyoka sheets S27"),
    ("a port beyond all ports", ["demo", "--port", "99999"], "cli.word_wrong", "--port"),
    ("a port before all ports", ["demo", "--port", "-5"], "cli.word_wrong", "--port"),
    ("a port in words", ["demo", "--port", "http"], "cli.word_wrong", "--port"),
]  # fmt: skip

ASKED: list[tuple[str, list[str], str, str]] = [
    ("a number that isn't there", ["export", "S99"], "store.no_sheet", "S99"),
    ("no number at all", ["export", ""], "store.no_sheet", ""),
    ("a number of control characters", ["export", "\x07\x1b[2J"], "store.no_sheet", ""),
    ("thousands of digits", ["export", "9" * 10_000], "store.no_sheet", "9…"),
    ("half a sign, as a terminal may give", ["export", "S99\udce8"], "store.no_sheet", ""),
    ("a year that has none", ["export", "S27", "--year", "1999"], "store.no_sheet_that_year", "2020"),
    ("a year before all years", ["export", "S27", "--year", "-1"], "store.no_sheet_that_year", "2020"),
    ("no tokens", ["run"], MISSING, "SLACK_BOT_TOKEN"),
    ("no secret", ["serve"], MISSING, "SLACK_SIGNING_SECRET"),
]  # fmt: skip

SET: list[tuple[str, list[str], dict[str, str], str, str]] = [
    ("a zone of another world", ["sheets"], {"HYOKA_TIMEZONE": "Mars/Olympus"}, WRONG, "HYOKA_TIMEZONE"),
    ("a zone that is a folder", ["sheets"], {"HYOKA_TIMEZONE": "Asia"}, WRONG, "HYOKA_TIMEZONE"),
    ("a zone that is a path", ["sheets"], {"HYOKA_TIMEZONE": "/etc/localtime"}, WRONG, "HYOKA_TIMEZONE"),
    ("a language that we don't speak", ["sheets"], {"HYOKA_LANGUAGE": "fr"}, WRONG, "HYOKA_LANGUAGE"),
    ("a port in words", ["manifest"], {"HYOKA_PORT": "many"}, WRONG, "HYOKA_PORT"),
    ("a port beyond all ports", ["manifest"], {"HYOKA_PORT": "99999"}, WRONG, "HYOKA_PORT"),
    ("an unknown log", ["doctor"], {"HYOKA_LOG": "xml"}, WRONG, "HYOKA_LOG"),
    ("two that are wrong", ["export", "S27"], {"HYOKA_LOG_LEVEL": "loud", "HYOKA_PORT": "x"}, WRONG, "HYOKA_LOG_LEVEL"),
    ("an address without http", ["run"], {"SLACK_API_URL": "slack.com"}, WRONG, "SLACK_API_URL"),
    ("an address that is open", ["run"], {"SLACK_API_URL": "http://[::1"}, WRONG, "SLACK_API_URL"),
    ("an address with a port in words", ["run"], {"SLACK_API_URL": "http://localhost:many/"}, WRONG, "SLACK_API_URL"),
    ("tokens that are no tokens", ["run"], {"SLACK_BOT_TOKEN": "a", "SLACK_APP_TOKEN": "b"}, "bot.settings_wrong_kind", "xoxb-"),
    ("tokens that were exchanged", ["run"], {"SLACK_BOT_TOKEN": "xapp-1", "SLACK_APP_TOKEN": "xoxb-1"}, "bot.settings_wrong_kind", "xapp-"),
    ("a token in Japanese", ["run"], TOKENS | {"SLACK_BOT_TOKEN": "xoxb-秘密"}, WRONG, "SLACK_BOT_TOKEN"),
    ("a token of two lines", ["run"], TOKENS | {"SLACK_APP_TOKEN": "xapp-a\nxapp-b"}, WRONG, "SLACK_APP_TOKEN"),
    ("a Slack that isn't there", ["run"], TOKENS | {"SLACK_API_URL": "http://127.0.0.1:9/"}, "bot.slack_unreachable", "127.0.0.1:9"),
    ("a Slack without a name", ["run"], TOKENS | {"SLACK_API_URL": "http://nowhere.invalid/"}, "bot.slack_unreachable", "nowhere.invalid"),
]  # fmt: skip

WRITTEN: list[tuple[str, bytes, str]] = [
    ("another encoding", "# 設定\nHYOKA_LOG=json\n".encode("cp932"), "bot.env_unreadable"),
    ("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "bot.env_unreadable"),
    ("a line without a sign of equality", b"HYOKA_LOG=json\n=console\n", "bot.env_line"),
    ("a quote that is open", b"HYOKA_LOG='json\n", "bot.env_line"),
    ("a value that is wrong", b"HYOKA_LOG=xml\n", WRONG),
]


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("words", "key", "has"), [pytest.param(*row[1:], id=row[0]) for row in MISTYPED])
def test_a_mistyped_line_is_told(terminal: Terminal, words: list[str], key: str, has: str, language: str) -> None:
    told = terminal.misused(*words, HYOKA_LANGUAGE=language)
    told.says("cli.misused", key)
    assert has in told.words


@pytest.mark.parametrize(("words", "key", "has"), [pytest.param(*row[1:], id=row[0]) for row in ASKED])
def test_a_line_that_cannot_be_done_is_told(terminal: Terminal, words: list[str], key: str, has: str) -> None:
    told = terminal.refused(*words)
    told.says(key)
    assert has in told.words
    assert not any(sign < " " and sign != "\n" for sign in told.words), "it moves the cursor"


@pytest.mark.parametrize(("words", "given", "key", "has"), [pytest.param(*row[1:], id=row[0]) for row in SET])
def test_a_setting_is_refused(terminal: Terminal, words: list[str], given: dict[str, str], key: str, has: str) -> None:
    told = terminal.refused(*words, **given)
    told.says(key)
    assert has in told.out + told.words
    assert "秘密" not in told.out + told.words


@pytest.mark.parametrize(("content", "key"), [pytest.param(*row[1:], id=row[0]) for row in WRITTEN])
def test_a_settings_file_is_refused(terminal: Terminal, content: bytes, key: str) -> None:
    file = terminal.folder / ".env"
    file.write_bytes(content)
    try:
        terminal.refused("sheets").says(key)
    finally:
        file.unlink()


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b"null", b"5", b'{"sheets": []}', b'{"sheets": {"a": 5}}', b"\x00", b"\xff\xfe"]
)
def test_a_data_file_that_is_damaged_is_told_and_left_alone(terminal: Terminal, tmp_path: Path, content: bytes) -> None:
    hurt = Terminal(terminal.folder, tmp_path / "hurt")
    hurt.data.mkdir()
    (hurt.data / "documents.journal").write_bytes(content)
    for words in (["sheets"], ["import", "x.txt"], ["doctor"]):
        hurt.refused(*words).says("store.damaged")


@pytest.mark.parametrize(
    "content", [b"{", b"[]", b'{"sheets": {"a": 5}}', b'{"sheets": {"a": {"rev": 1}}}', b"\xff\xfe"]
)
def test_a_file_of_the_earlier_version_that_is_damaged_is_told_and_left_alone(
    terminal: Terminal, tmp_path: Path, content: bytes
) -> None:
    hurt = Terminal(terminal.folder, tmp_path / "hurt")
    hurt.data.mkdir()
    (hurt.data / "documents.json").write_bytes(content)
    hurt.refused("import", "x.txt").says("store.damaged")
    hurt.refused("sheets").says("store.not_yet_taken_over")


@pytest.mark.parametrize("words", [["sheets"], ["import", "x.txt"], ["doctor"], ["export", "S27"]], ids=str)
def test_a_data_folder_that_is_a_file_is_told(terminal: Terminal, words: list[str]) -> None:
    file = terminal.folder / "file"
    file.write_text("x")
    terminal.refused(*words, HYOKA_DATA_DIR=str(file)).says("cli.folder_unusable", "cli.trouble_no_folder")


def test_an_empty_folder_says_what_to_do(terminal: Terminal, tmp_path: Path) -> None:
    empty = Terminal(terminal.folder, tmp_path)
    assert empty.types("sheets").code == 0
    empty.types("sheets").says("cli.no_sheets")
    empty.refused("export", "S27").says("store.no_sheets")


def test_a_folder_in_which_another_works_is_told(terminal: Terminal) -> None:
    with Lock(terminal.data / "lock"):
        terminal.refused("import", "x.txt").says("store.locked")
    assert terminal.types("sheets").code == 0


def test_a_port_that_is_taken_is_told(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        terminal.refused("demo", "--port", str(taken.getsockname()[1])).says(
            "cli.port_unusable", "cli.trouble_port_taken"
        )


@pytest.fixture
def website() -> Iterator[str]:
    """A server that isn't Slack."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(404)
            self.send_header("content-length", "6")
            self.end_headers()
            self.wfile.write(b"<html>")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def test_a_server_that_is_not_slack_is_told(terminal: Terminal, website: str) -> None:
    terminal.refused("run", **TOKENS, SLACK_API_URL=website).says("bot.not_slack")


def test_the_language_of_the_settings_file_is_spoken(terminal: Terminal) -> None:
    file = terminal.folder / ".env"
    file.write_text("HYOKA_LANGUAGE=en\n")
    try:
        told = terminal.types("export", "S99", HYOKA_LANGUAGE="")
    finally:
        file.unlink()
    assert (told.code, "There is no sheet" in told.words) == (1, True)
