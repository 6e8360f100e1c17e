"""An office of a hundred departments with names as long as they may be: whatever /members shows, Slack takes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from bot import blocks
from bot.local.validate import check_message, check_view
from commands.kit.reply import Place, Say, Whisper
from commands.kit.texts import LANGUAGES, Texts
from store.person import Department, Group, Person
from tests.commands.crawl import crawl, view_of
from tests.office import NOW, SECRETARIAT, STRANGER, small_content, staffed_store
from tests.store.test_staffing import Groups

NASTY = "<!channel> *課* &lt; "
"""What Slack might take for its own."""


def test_whatever_is_shown_of_a_huge_office_slack_takes(tmp_path: Path, texts: Texts) -> None:
    store = staffed_store(tmp_path)
    names = [f"{NASTY}{n:03d}" + "課" * 70 for n in range(101)]
    people = [Person(id=f"U0P{n:03d}", name=NASTY + "名" * 80, departments=tuple(names[:40])) for n in range(101)]
    store.keep_office(people, [Department(name=name, channel="C0JOHO") for name in names])
    store.add_all([small_content(f"S{n:03d}", f"{n}課") for n in range(60)], SECRETARIAT, NOW)
    store.usergroups = Groups({f"S{n}": tuple(each.id for each in people) for n in range(60)})
    for n in range(30):
        group = Group(id=f"S{n}", name=NASTY)
        store.keep_group(group, group.tied(SECRETARIAT, names[n]), SECRETARIAT, NOW)
    shown = 0
    for who in (SECRETARIAT, people[0], STRANGER):
        for reply in crawl(who, store, ("/members", "/members グループ", "/members 代理"), most=150):
            view = view_of(reply)
            for language in LANGUAGES:
                say = partial(texts.say, language=language)
                if view is not None:
                    assert check_view(blocks.modal(view, say, metadata="{}")) == []
                elif isinstance(reply, Say | Whisper):
                    assert check_message(blocks.message(reply.parts, say)) == []
                shown += 1
    assert shown > 200
    store.close()


def test_a_channel_is_shown_by_the_name_its_readers_know(texts: Texts) -> None:
    built = blocks.message((Place("知らせる先", "C0JOHO"),), partial(texts.say, language="ja"))
    assert check_message(built) == []
    assert built["blocks"][0]["elements"][0]["elements"][-1] == {"type": "channel", "channel_id": "C0JOHO"}
