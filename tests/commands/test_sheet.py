"""/sheet: the card, every field filled in from chat, two people at once, what waits for whom."""

from __future__ import annotations

import pytest

from commands.kit.reply import Button, Change, Heading, Line, Note, Open, Quote, Return, Row, Thread, Whisper
from commands.kit.request import Subject
from commands.kit.texts import Language, Texts
from store.form import Form
from store.formats.content import Content
from store.kinds import CostLine
from store.refusal import Refusal
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls, given_first, inputs
from tests.office import (
    FINANCE,
    NOW,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    s_form,
    second_content,
    second_form,
    seed_sheet,
    small_content,
    something,
    submitted,
)  # fmt: skip


def keys(parts: object) -> list[str]:
    """The keys of our sentences among the parts."""
    return [part.text.key for part in parts if isinstance(getattr(part, "text", None), Text)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("form", "content"), [(s_form(), small_content()), (second_form(), second_content())], ids=["S", "second"]
)
def test_every_field_is_reached_and_changed_from_chat(store: Store, form: Form, content: Content) -> None:
    """Walks the form as a person would: from the card into each portion, writing into each input."""
    sheet = store.add(content, SECRETARIAT, NOW)
    chat = Chat(SECRETARIAT, store)
    reached: set[str] = set()
    for n, portion in enumerate(sheet.portions(form), 2):
        chat.types(f"/sheet {store.sheet(sheet.key).number}")
        page = 0
        while True:
            try:
                subject = chat.finds("sheet.open", portion.key)
                break
            except StopIteration:
                page += 1
                chat.presses("sheet.turn", Subject(sheet.key, "", page))
        chat.presses("sheet.open", subject)
        assert chat.view is not None
        assert {each.key for each in inputs(chat.view)} == {leaf.address for leaf in portion.leaves}
        for leaf in portion.leaves:
            typed = f"{sheet.number}{n}" if leaf.address == "number" else something(leaf.kind, n)
            value = tuple(typed.split("、")) if leaf.kind.kind == "departments" else typed
            before = store.sheet(sheet.key)
            chat.presses("sheet.open", Subject(sheet.key, portion.key, before.revision))
            chat.submits_all({leaf.address: value})
            assert store.sheet(sheet.key).values[leaf.address] == leaf.kind.read(typed)
            assert store.sheet(sheet.key).values.get(leaf.address) != before.values.get(leaf.address)
            reached.add(leaf.address)
    assert reached == set(store.sheet(sheet.key).leaves(form))


def test_staff_read_what_only_the_secretariat_writes(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet S31 施策番号")
    assert chat.view is not None
    assert chat.view.step is None
    assert [part.text for part in chat.view.parts if isinstance(part, Quote)][:2] == [sheet.number, sheet.name]
    assert "kit.read_only_secretariat" in keys(chat.view.parts)  # 佐藤 is of the owner: "only the owner" is no reason


def test_a_section_named_in_words_opens_at_once_with_what_stands_there(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/評価票 ｓ２７ 活動状況")
    assert chat.view is not None
    assert given_first(chat.view) == {"activity": sheet.values["activity"]}
    assert chat.view.subject == Subject(sheet.key, "activity", sheet.revision)


def test_the_list_leads_back_to_the_own_sheets(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet list")
    chat.presses("sheet.turn", chat.finds("sheet.turn", "mine"))
    assert chat.view is not None
    assert chat.view.title == Text.of("sheet.mine_title")


def test_an_unknown_section_is_told_with_those_there_are(store: Store) -> None:
    seed_sheet(store)
    with pytest.raises(Refusal) as caught:
        Chat(SATO, store).types("/sheet S27 どこにもない")
    assert caught.value.text.key == "sheet.no_section"
    assert len(caught.value.text.values["sections"]) == 11


def test_costs_are_understood_and_said_back(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 取組② R2")
    replies = chat.submits_all(
        {"initiatives/2/cost/this": "AI活用システム使用料 ２，４００，０００円\n設定委託 578千円"}
    )
    costs = store.sheet(sheet.key).values["initiatives/2/cost/this"]
    assert costs == (CostLine(name="AI活用システム使用料", amount=2400), CostLine(name="設定委託", amount=578))
    assert isinstance(replies[0], Return)
    said_back = [
        part.text.values["value"]
        for part in replies[0].view.parts
        if isinstance(part, Note) and isinstance(part.text, Text) and part.text.key == "sheet.understood"
    ]
    assert said_back == ["AI活用システム使用料 2,400千円\n設定委託 578千円"]


def test_a_change_is_told_in_the_sheets_thread_with_who_and_what(store: Store) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 活動状況")
    chat.submits(activity="勉強会を2回開いた。")
    (said,) = chat.said
    assert isinstance(said.to, Thread)
    assert (said.to.sheet, said.to.channel) == (sheet.key, "C0JOHO")
    line, quote = said.parts
    assert isinstance(line, Line)
    assert isinstance(line.text, Text)
    assert (line.text.values["name"], line.text.values["sheet"]) == (SATO.name, "S27")
    assert isinstance(quote, Quote)
    assert quote.text == "勉強会を2回開いた。"


def test_saving_nothing_new_tells_nobody(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 活動状況")
    (reply,) = chat.submits()
    assert isinstance(reply, Return)
    assert keys(reply.view.parts)[0] == "sheet.unchanged"
    assert chat.said == []


def test_two_people_in_one_section_both_versions_are_shown_and_one_is_chosen(store: Store) -> None:
    sheet = seed_sheet(store)
    sato, suzuki = Chat(SATO, store), Chat(SUZUKI, store)
    sato.types("/sheet S27 取組① R1")
    suzuki.types("/sheet S27 取組① R1")
    outcome, cost = "initiatives/1/outcome/last", "initiatives/1/cost/last"
    suzuki.submits_all({outcome: "鈴木の成果"})
    (reply,) = sato.submits_all({outcome: "佐藤の成果", cost: "研修委託 100千円"})
    assert isinstance(reply, Change)
    assert [part.text for part in reply.view.parts if isinstance(part, Quote)] == ["鈴木の成果"]
    assert given_first(reply.view) == {
        outcome: "佐藤の成果", f"keep/{outcome}": None, cost: "研修委託 100千円", "initiatives/1/citizens/last": "0人",
    }  # fmt: skip
    assert store.sheet(sheet.key).values[outcome] == "鈴木の成果"
    sato.submits_all({f"keep/{outcome}": "theirs"})
    after = store.sheet(sheet.key)
    assert after.values[outcome] == "鈴木の成果"
    assert after.values[cost] == (CostLine(name="研修委託", amount=100),)


def test_mine_can_replace_theirs_once_both_were_seen(store: Store) -> None:
    sheet = seed_sheet(store)
    sato, suzuki = Chat(SATO, store), Chat(SUZUKI, store)
    for chat in (sato, suzuki):
        chat.types("/sheet S27 活動状況")
    suzuki.submits(activity="鈴木の文")
    sato.submits(activity="佐藤の文")
    sato.submits_all({"keep/activity": "mine", "activity": "佐藤の直した文"})
    assert store.sheet(sheet.key).values["activity"] == "佐藤の直した文"
    assert [event.name for event in store.history(sheet.key)] == [SECRETARIAT.name, SUZUKI.name, SATO.name]


def test_initiatives_are_added_and_removed(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet S31")
    chat.presses("sheet.new_item", chat.finds("sheet.new_item"))
    chat.submits(title="二つ目の取組")
    assert store.sheet(sheet.key).values["initiatives/2/title"] == "二つ目の取組"
    chat.types("/sheet S31 取組①")
    stale = chat.finds("sheet.remove_item")
    chat.presses("sheet.remove_item", stale)
    assert store.sheet(sheet.key).counts == {"initiatives": 1}
    assert store.sheet(sheet.key).values["initiatives/1/title"] == "二つ目の取組"
    with pytest.raises(Refusal, match="changed_meanwhile"):
        chat.presses("sheet.remove_item", stale)


def test_the_form_of_a_removed_initiative_says_so(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="portion_gone"):
        Chat(SATO, store).presses("sheet.open", Subject(sheet.key, "initiatives/7/this", 1))


def test_what_waits_for_whom(store: Store) -> None:
    seed_sheet(store)
    store.add(small_content("S31"), SECRETARIAT, NOW)
    submitted(store, store.add(small_content("S40", owner="福祉部長寿課"), SECRETARIAT, NOW))
    for who, waiting, entries in [(SATO, 2, 2), (TANAKA, 0, 1), (FINANCE, 1, 1), (STRANGER, 0, 0), (SECRETARIAT, 1, 4)]:
        chat = Chat(who, store)
        chat.types("/sheet")
        assert chat.view is not None
        headings = [part.text for part in chat.view.parts if isinstance(part, Heading)]
        counts = [text.values["count"] for text in headings if isinstance(text, Text) and text.key == "sheet.waiting"]
        assert counts == [waiting], who.name
        assert len([part for part in chat.view.parts if isinstance(part, Row)]) == entries, who.name


def test_a_stranger_is_told_whom_to_ask(store: Store) -> None:
    chat = Chat(STRANGER, store)
    chat.types("/sheet")
    assert chat.view is not None
    assert keys(chat.view.parts)[0] == "kit.newcomer"


def test_a_stranger_reads_but_writes_nothing(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(STRANGER, store)
    chat.types("/sheet S27 活動状況")
    assert chat.view is not None
    assert list(inputs(chat.view)) == []
    with pytest.raises(Refusal, match="not_yours"):
        store.fill(chat.view.subject.id, STRANGER, NOW, {"activity": "x"}, 1)


def test_lists_are_paged(store: Store) -> None:
    for n in range(1, 46):
        store.add(small_content(f"S{n:02d}"), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet list")
    seen: list[str] = []
    for page in range(3):
        if page:
            chat.presses("sheet.turn", Subject(part="list", revision=page))
        assert chat.view is not None
        seen += [
            part.text.split()[0] for part in chat.view.parts if isinstance(part, Row) and isinstance(part.text, str)
        ]
    assert seen == [f"S{n:02d}" for n in range(1, 46)]


def test_finding_says_where(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet find 勉強会")
    assert chat.view is not None
    (row,) = (part for part in chat.view.parts if isinstance(part, Row))
    assert isinstance(row.control, Button)
    chat.presses(row.control.step, row.control.subject)
    with pytest.raises(Refusal, match="find_what"):
        chat.types("/sheet find")


def test_help_is_whispered(store: Store) -> None:
    (reply,) = Chat(SATO, store).types("/sheet help")
    assert isinstance(reply, Whisper)


@pytest.mark.parametrize(("language", "portion"), [("ja", "取組② R2"), ("en", "initiative 2 FY2020")])
def test_what_help_says_of_a_period_works(store: Store, texts: Texts, language: Language, portion: str) -> None:
    assert f"S27 {portion} …" in texts.say(Text("sheet.help"), language)
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types(f"/sheet S27 {portion}")
    assert "initiatives/2/this" in repr(chat.view)


def test_an_unknown_sheet_is_told_with_numbers_that_exist(store: Store) -> None:
    seed_sheet(store)
    with pytest.raises(Refusal) as caught:
        Chat(SATO, store).types("/sheet S72")
    assert caught.value.text.values["nearest"] == ("S27",)


def test_the_card_offers_what_the_person_may_do(store: Store) -> None:
    seed_sheet(store)
    offers: dict[str, set[str]] = {}
    for who in (SATO, TANAKA, FINANCE):
        (reply,) = Chat(who, store).types("/sheet S27")
        assert isinstance(reply, Open)
        offers[who.name] = {step for step, _ in controls(reply.view.parts)}
    assert "answer.open" in offers[SATO.name]
    assert "opinion.open" not in offers[SATO.name]
    assert offers[FINANCE.name] >= {"opinion.open", "sheet.open"}
    assert offers[TANAKA.name] == {"sheet.open", "sheet.check", "sheet.history", "sheet.post_summary"}
