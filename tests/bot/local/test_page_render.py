"""What Slack's markup and blocks become on the page, as HTML."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.local.page.markup import lines, tag
from bot.local.page.render.blocks import Chart, Html, parts
from bot.local.page.render.message import Around, initials, message_parts
from bot.local.page.render.mrkdwn import mrkdwn, plain
from bot.local.page.render.scope import OFFICE_ZONE, Names, Scope
from bot.local.page.texts import Texts, sentences
from bot.local.page.times import moment, short
from bot.local.workspace import Channel, Message, Person

SCOPE = Scope("t", Names({"U1": Person("U1", "佐藤 花子")}, {"C1": Channel("C1", "評価")}), Texts("ja"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*太い* _斜め_ ~消す~", "<strong>太い</strong> <em>斜め</em> <del>消す</del>"),
        ("*_両方_*", "<strong><em>両方</em></strong>"),
        ("これは*太字*です", "これは*太字*です"),
        ("2*3*4 と snake_case_name", "2*3*4 と snake_case_name"),
        ("`a *b* c`", "<code>a *b* c</code>"),
        ("```\n*a*\n```", "<pre>*a*</pre>"),
        ("&gt; 引用\n&gt; 二行目\nあと", "<blockquote>引用<br>二行目</blockquote>あと"),
        ("&gt;&gt;&gt; a\nb", "<blockquote>a<br>b</blockquote>"),
        ("- a\n1. b\n・c", "- a<br>1. b<br>・c"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<javascript:alert(1)|押す>", "&lt;javascript:alert(1)|押す&gt;"),
        ("<@U1>さん", '<span class="mention">@佐藤 花子</span>さん'),
        ("<!channel>", '<span class="mention">@channel</span>'),
        ("<!date^1793347200^{date} {time}|控え>", "<time>2026年10月30日(金) 17:00</time>"),
        (":no_such_sign: 10:30:45", ":no_such_sign: 10:30:45"),
    ],
)
def test_mrkdwn_reads_as_in_slack(text: str, html: str) -> None:
    assert mrkdwn(text, SCOPE) == html


@pytest.mark.parametrize("text", ["<https://example.jp/a_b?x=1&amp;y=2|要綱>", "https://example.jp/a_b?x=1&amp;y=2"])
def test_links_leave_the_page_alone(text: str) -> None:
    html = mrkdwn(f"_見て_ {text}。", SCOPE)
    assert 'href="https://example.jp/a_b?x=1&amp;y=2" target="_blank" rel="noopener noreferrer"' in html
    assert html.endswith("</a>。")


def test_a_channel_leads_to_it() -> None:
    assert 'data-do="go" data-to="C1">#評価</a>' in mrkdwn("<#C1>", SCOPE)


@given(st.text(alphabet=st.sampled_from("<>&\"'`*_~|!@#:/ \nahtps=あ"), max_size=60))
def test_no_text_becomes_a_tag_of_its_own(text: str) -> None:
    allowed = ["a ", "/a>", "strong>", "/strong>", "em>", "/em>", "del>", "/del>", "code>", "/code>", "pre>", "/pre>"]
    allowed += ("blockquote>", "/blockquote>", "br>", "span class=", "/span>", "time>", "/time>")
    for piece in mrkdwn(text, SCOPE).split("<")[1:]:
        assert piece.startswith(tuple(allowed))
    assert "<" not in plain(text).replace("<br>", "")


def test_attributes_are_escaped_and_left_out() -> None:
    made = tag("input", value='"><img>', disabled=False, hidden=True, data_block_id="b")
    assert made == '<input value="&quot;&gt;&lt;img&gt;" hidden data-block-id="b">'
    assert lines("a\n<b>") == "a<br>&lt;b&gt;"


def html_of(*blocks: dict[str, Any]) -> str:
    given_ids = [{"block_id": f"b{index}"} | block for index, block in enumerate(blocks)]
    rendered = parts(given_ids, SCOPE)
    assert all(isinstance(part, Html) for part in rendered)
    return "".join(part.html for part in rendered if isinstance(part, Html))


def test_rich_text_keeps_styles_lists_and_names() -> None:
    runs = [
        {"type": "text", "text": "a<b", "style": {"bold": True, "code": True}},
        {"type": "user", "user_id": "U1"},
        {"type": "link", "url": "javascript:alert(1)", "text": "押す"},
    ]
    section = {"type": "rich_text_section", "elements": runs}
    listed = {"type": "rich_text_list", "style": "ordered", "indent": 1, "offset": 2, "elements": [section]}
    html = html_of({"type": "rich_text", "elements": [section, listed]})
    assert "<code><strong>a&lt;b</strong></code>" in html
    assert '<ol class="indent-1" start="3">' in html
    assert "javascript" not in html


def test_charts_stand_between_html() -> None:
    chart = {"type": "pie", "segments": [{"label": "作成中", "value": 3}]}
    blocks: list[dict[str, Any]] = [
        {"type": "divider", "block_id": "a"},
        {"type": "divider", "block_id": "b"},
        {"type": "data_visualization", "block_id": "c", "title": "段階", "chart": chart},
        {"type": "divider", "block_id": "d"},
    ]
    before, drawn, after = parts(blocks, SCOPE)
    assert isinstance(before, Html)
    assert before.html.count("<hr") == 2
    assert isinstance(drawn, Chart)
    assert drawn.options["aria"]["label"]["description"] == "段階: 作成中 3"
    assert isinstance(after, Html)


def test_what_cant_be_shown_says_so() -> None:
    assert "<code>card</code>" in html_of({"type": "card", "title": {"type": "plain_text", "text": "x"}})
    strange = {"type": "external_select", "action_id": "x"}
    assert "<code>external_select</code>" in html_of({"type": "actions", "elements": [strange]})


def test_markdown_blocks_hold_no_html_and_open_links_elsewhere() -> None:
    html = html_of(
        {"type": "markdown", "text": "# 見出し\n<b>x</b> [行く](https://example.jp) [悪い](javascript:alert(1))"}
    )
    assert "<h1>見出し</h1>" in html
    assert "<b>" not in html
    assert '<a target="_blank" rel="noopener noreferrer" href="https://example.jp">' in html
    assert 'href="javascript' not in html


def test_a_message_of_blocks_shows_these_and_not_its_text() -> None:
    block = {"type": "section", "block_id": "s", "text": {"type": "plain_text", "text": "中身"}}
    message = Message("1793347200.000100", "C1", "U1", "通知の文", blocks=(block,), reply_count=2, edited=True)
    (part,) = message_parts(message, SCOPE, Around())
    assert isinstance(part, Html)
    assert "中身" in part.html
    assert "通知の文" not in part.html
    assert "10/30(金) 17:00" in part.html
    assert "2 件の返信" in part.html
    assert "（編集済み）" in part.html


def test_times_are_the_offices() -> None:
    when = moment("1793347200.000100", OFFICE_ZONE)
    assert short(when, "ja") == "10/30(金) 17:00"
    assert short(when, "en") == "Fri 30 Oct 17:00"


@pytest.mark.parametrize(("name", "letters"), [("佐藤 花子", "佐"), ("Jane Smith", "JS"), ("", "")])
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("key", sorted(sentences()))
def test_every_sentence_exists_in_both_languages_with_the_same_blanks(key: str) -> None:
    said = sentences()[key]
    blanks = {language: {piece.split("}")[0] for piece in text.split("{")[1:]} for language, text in said.items()}
    assert set(said) == {"ja", "en"}
    assert blanks["ja"] == blanks["en"]
