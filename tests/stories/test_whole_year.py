"""A whole year in chat, in two cities: staffed, taken in, written, reviewed, answered, final, published, carried over."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from typer.testing import CliRunner

from bot.cli import app, surroundings
from store.event import Event
from store.formats.content import content_of
from store.formats.text import parse, render
from store.sheet import Sheet
from store.store import Store
from tests.accounts import incomplete, told_in_threads
from tests.office import ZONE
from tests.stories.cities import HIBARINO, KAZAMI, City
from tests.stories.conftest import at_work
from tests.stories.whole_year import CHOJU, JOHO, OPERATOR, RECORD, Year

SAID = "地区の集いに、他市から3人が見学に来ました。"


@pytest.mark.parametrize("city", [HIBARINO, KAZAMI], ids=lambda city: city.edition)
def test_a_whole_year_from_the_files_to_the_next_years_targets(
    city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, began = tmp_path / "data", datetime.now(ZONE)
    monkeypatch.setenv("HYOKA_DATA_DIR", str(folder))
    surroundings.settings.cache_clear()
    city.settle(folder)
    files = [str(file) for file in city.write(tmp_path, surroundings.forms())]
    taken = CliRunner().invoke(app, ["import", *files])
    assert taken.exit_code == 0, taken.output
    with at_work(folder, samples=False) as office:
        year = Year(office, city)
        year.account.update((year.sheet(number).key, "add", OPERATOR) for number in city.numbers)
        the_office_is_staffed(year)
        what_happens_is_recorded_and_written_up(year)
        sheets_are_checked_and_handed_in(year)
        one_is_returned_and_handed_in_again(year)
        offices_are_heard_and_answered(year)
        sheets_become_final_and_public(year)
        the_year_is_carried_over(year)
        the_history_is_complete(year, began)
        every_sheet_is_given_out_as_it_stands(year)
        the_departments_were_told(year)
        kept = everything(office.store)
        assert office.problems == []
    with surroundings.open_store(writing=False) as again:
        assert everything(again) == kept
    surroundings.settings.cache_clear()


def the_office_is_staffed(year: Year) -> None:
    """事務局：確認担当を決め、事務局に一人加える"""
    nakamura, store = year.office.nakamura, year.office.store
    people = {each.id: each.name for each in store.people()}
    for name, label in year.city.offices.items():
        nakamura.says(f"/担当者 @{people[getattr(year.office, name).id]}")
        nakamura.fills("確認担当", label)
        assert nakamura.submits() == {}
    nakamura.says("/担当者 @小林 直樹")
    nakamura.fills("事務局", "はい")
    assert nakamura.submits() == {}
    assert store.person("U0KOBAYASHI").secretariat


def what_happens_is_recorded_and_written_up(year: Year) -> None:
    """担当課：秋の投稿を記録し、春に欄を書く"""
    sato, first = year.office.sato, year.city.numbers[0]
    year.office.suzuki.says(SAID, JOHO)
    sato.uses(RECORD, JOHO, SAID)
    sato.fills("どの評価票の記録にしますか", first)
    assert sato.submits() == {}
    year.did(first, "note", sato)
    sato.closes()

    # 書きもらしがあるうちは、提出できない
    sato.says(f"/評価票 {first} 提出")
    assert not sato.view.get("submit")
    assert year.city.empty[2] in sato.reads()
    assert year.stage(first) == "draft"

    year.each_at_once(year.fills_in)
    year.takes_notes(first)
    assert SAID in str(year.sheet(first).values[year.city.notes[0]])


def sheets_are_checked_and_handed_in(year: Year) -> None:
    """担当課：点検して提出する。理由を付けて出すもの、すぐに取り消して出し直すもの"""
    first, ditto, undone = year.city.numbers[:3]
    year.writer(first).says(f"/評価票 {first} 点検")
    assert "気になるところは見つかりませんでした" in year.writer(first).reads()
    year.writer(ditto).says(f"/評価票 {ditto} 点検")
    assert "前年度と同じ" in year.writer(ditto).reads()
    year.hands_in(ditto, reason="目標値は10月の計画改定で定めます。")
    assert year.sheet(ditto).submitted is not None

    year.hands_in(undone)
    year.writer(undone).presses("元に戻す")
    assert "✓ 元に戻しました" in year.writer(undone).reads()
    assert year.stage(undone) == "draft"
    year.did(undone, "undo", year.writer(undone))
    year.each_at_once(lambda number: year.hands_in(number) if number != ditto else None)


def one_is_returned_and_handed_in_again(year: Year) -> None:
    """事務局が理由を付けて差し戻し、担当課が直して出し直す"""
    number = year.city.numbers[-1]
    writer, why = year.writer(number), "参加した人の数え方を書いてください。"
    year.hands_on(number, "差戻し", "return", why)
    assert year.stage(number) == "draft"
    writer.says("/評価票")
    assert why in writer.reads()
    writer.says(f"/評価票 {number} {year.city.notes[1]}")
    writer.fills(year.city.notes[2], "参加した人は、受付の名簿で数えた。")
    assert writer.submits() == {}
    year.did(number, "fill", writer)
    year.hands_in(number)


def offices_are_heard_and_answered(year: Year) -> None:
    """確認担当：意見、意見なし、下書き、再質問。担当課：一つの画面で回答する"""
    year.review()
    assert {year.stage(number) for number in year.city.numbers} == {"awaiting_answers"}
    assert all(year.sheet(number).nothing_to_say for number in year.city.numbers[:1])
    year.each_at_once(year.answers)

    number = year.city.numbers[1]
    sheet = year.sheet(number)
    opinion = sheet.opinions[0]
    assert opinion.given is not None
    asker = next(each for name in year.city.offices if (each := getattr(year.office, name)).id == opinion.given.by)
    asker.says(f"/内部意見 {number}-{opinion.id} 再質問 いつまでに示しますか。")
    year.did(number, "opinion", asker)
    assert year.stage(number) == "awaiting_answers"
    nakamura = year.office.nakamura
    nakamura.says(f"/評価票 {number} 確定")
    assert "未回答の意見が 1件" in nakamura.whispers()[-1]
    year.writer(number).says(f"/回答 {number}-{opinion.id} 9月の委員会までに示します。")
    year.did(number, "answer", year.writer(number))
    assert year.stage(number) == "answered"


def sheets_become_final_and_public(year: Year) -> None:
    """事務局：確定し、一つは再開して確定し直し、公表する"""
    year.hands_all_on("確定", "finalise")
    number = year.city.numbers[0]
    year.hands_on(number, "再開", "reopen", "参加者数に誤りがありました。")
    assert year.stage(number) == "answered"
    writer = year.writer(number)
    writer.says(f"/評価票 {number} {year.city.notes[1]}")
    writer.fills(year.city.notes[2], "見学に来たのは4人だった。")
    assert writer.submits() == {}
    year.did(number, "fill", writer)
    year.hands_on(number, "確定", "finalise")
    year.hands_all_on("公表", "publish")
    assert {year.stage(each) for each in year.city.numbers} == {"published"}


def the_year_is_carried_over(year: Year) -> None:
    """事務局：比べて、確かめて、新しい年度を開く。担当課：昨年度の目標を見ながら実績を書く"""
    nakamura, city, store = year.office.nakamura, year.city, year.office.store
    count = len(city.numbers)
    nakamura.says("/年度更新")
    assert nakamura.holds("どの年度から") == str(city.year)
    assert nakamura.holds("新しい年度の様式") == city.next_edition
    assert nakamura.submits() == {}
    assert f"{city.year}年度 → {city.year + 1}年度" in nakamura.reads()
    assert f"{count}件" in nakamura.reads()
    assert store.sheets_of(city.year + 1) == ()
    assert nakamura.submits() == {}
    assert f"{city.year + 1}年度を開きました（{count}件）" in nakamura.reads()
    for number in city.numbers:
        year.did(number, "carry", nakamura, city.year + 1)

    address, asked, label, words = city.actual
    for number in (city.numbers[0], city.numbers[-1]):
        writer, leaf = year.writer(number), year.sheet(number).leaves(store.form(year.sheet(number)))[city.plan]
        writer.says(f"/評価票 {number}")
        assert f"{city.year + 1}年度" in writer.reads()
        writer.says(f"/評価票 {number} {asked}")
        assert "目標（昨年度の票の計画）" in writer.reads()
        assert year.sheet(number).written(leaf) in writer.reads()
        assert writer.holds(label) == ""
        writer.fills(label, words)
        assert writer.submits() == {}
        year.did(number, "fill", writer, city.year + 1)
        assert store.numbered(number).values[address] == words


# --- what stands at the end -------------------------------------------------------------------------


def the_history_is_complete(year: Year, began: datetime) -> None:
    """Each change is one event, by whoever did it, when they did it; together they lead to how the sheets are."""
    store, ended = year.office.store, datetime.now(ZONE)
    found: Counter[tuple[str, str, str]] = Counter()
    for sheet in store.sheets():
        events = store.history(sheet.key)
        assert list(incomplete(sheet, events)) == []
        assert all(began <= event.at <= ended and event.differences for event in events)
        assert all(event.name == store.person(event.who).name for event in events if event.who)
        found.update((sheet.key, event.action, event.who) for event in events)
    assert found == year.account


def every_sheet_is_given_out_as_it_stands(year: Year) -> None:
    """`hyoka export` gives what can be taken in again, and names nobody."""
    store, names = year.office.store, [each.name for each in year.office.store.people()]
    for sheet in store.sheets_of(year.city.year):
        with capture_logs():  # the bot still runs in this process, and a late line of its log is none of the sheet
            given = CliRunner().invoke(app, ["export", sheet.number, "--year", str(sheet.year)])
        assert given.exit_code == 0, given.output
        content, form = content_of(sheet), store.form(sheet)
        assert given.stdout.rstrip("\n") == render(content, form).rstrip("\n")
        read = parse(given.stdout, store.forms)
        assert (read.year, dict(read.values)) == (content.year, dict(content.values))
        assert (read.opinions, read.answers) == (content.opinions, content.answers)
        assert not [name for name in names if name in given.stdout]


def the_departments_were_told(year: Year) -> None:
    """Each change is one message in its sheet's thread; that the year was opened is one in each channel."""
    bot, workspace = year.office.demo.bot, year.office.demo.workspace
    assert bot is not None
    bot.outbox._pace = 0.0  # what is still to be told, one message a second, would take a minute
    year.office.eventually(lambda: not bot.outbox._queues)
    untold = ("add", "take_note", "carry")
    many = sum(count for (_, action, _), count in year.account.items() if action not in untold)
    assert len(told_in_threads(workspace, (JOHO, CHOJU))) == many
    for channel in (JOHO, CHOJU):
        said = year.office.yamada.messages(channel)
        assert sum(f"{year.city.year + 1}年度の評価票を開きました" in each for each in said) == 1


def everything(store: Store) -> dict[str, tuple[Sheet, tuple[Event, ...]]]:
    """All sheets with their history."""
    return {sheet.key: (sheet, store.history(sheet.key)) for sheet in store.sheets()}
