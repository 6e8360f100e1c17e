"""/sheet S27 点検: what the checks notice, each with its way there and back."""

from __future__ import annotations

import pytest

from commands.kit.pages import PAGE
from commands.kit.reply import Button, Change, Facts, Heading, Line, Menu, Note, Open, Part, Quote, Return, Row, View
from commands.kit.request import Subject
from store.checks import look
from store.refusal import Refusal
from store.sheet import Sheet
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls, given_first, inputs
from tests.office import (
    EVERYBODY,
    FINANCE,
    NOW,
    PLANNER,
    REFORM,
    SATO,
    SECRETARIAT,
    STRANGER,
    SUZUKI,
    TANAKA,
    filled,
    second_content,
    seed_sheet,
    small_content,
    submitted,
)  # fmt: skip

MEASURED = {
    f"initiatives/1/outcome/{period}": f"案内を{n}回"
    for n, period in enumerate(("last", "this", "next", "mid", "long"), 1)
}


def in_order(store: Store, sheet: Sheet) -> Sheet:
    """The sheet with nothing left to notice."""
    sheet = filled(store, sheet)
    store.fill(sheet.key, SECRETARIAT, NOW, MEASURED, sheet.revision)
    return store.sheet(sheet.key)


def rows(view: View | None) -> list[Row]:
    assert view is not None
    return [part for part in view.parts if isinstance(part, Row)]


def keys(view: View | None) -> list[str]:
    """The keys of what stands in a view outside its rows."""
    assert view is not None
    texts = [part.text for part in view.parts if isinstance(part, Heading | Line | Note)]
    return [text.key for text in texts if isinstance(text, Text)]


@pytest.mark.parametrize(
    "line", ["/sheet S27 点検", "/sheet S27 check", "/評価票 ｓ２７　ＣＨＥＣＫ", "/sheet 2020-S27 点検"]
)
def test_the_real_sheet_is_checked(store: Store, line: str) -> None:
    sheet = seed_sheet(store)
    chat = Chat(SATO, store)
    (reply,) = chat.types(line)
    assert isinstance(reply, Open)
    assert [row.note for row in rows(chat.view)] == [each.text for each in look(sheet, store.form(sheet))]
    assert keys(chat.view) == ["kit.check_title", "kit.check_look", "kit.check_may_stay", "kit.check_alone"]
    heads = [part.pairs[0] for part in reply.view.parts if isinstance(part, Facts)]
    assert [count for _, count in heads] == [Text.of("kit.check_count", count=1), Text.of("kit.check_count", count=2)]
    assert [name.values["title"] for name, _ in heads if isinstance(name, Text)] == [
        sheet.values["initiatives/1/title"],
        sheet.values["initiatives/2/title"],
    ]


def test_everybody_reads_the_findings_and_those_who_may_fill_it_open_the_fields(store: Store) -> None:
    seed_sheet(store)
    for who in (*EVERYBODY, STRANGER):
        chat = Chat(who, store)
        chat.types("/sheet S27")
        assert "sheet.check" in {step for step, _ in controls(chat.view.parts if chat.view else ())}
        (reply,) = chat.presses("sheet.check", chat.finds("sheet.check"))
        assert isinstance(reply, Change)
        may = who in (SATO, SUZUKI, SECRETARIAT)
        assert [row.control is not None for row in rows(chat.view)] == [may] * 3, who.name
        chat.presses("sheet.turn", chat.finds("sheet.turn"))
        assert chat.finds("sheet.check").id, "the card is there again"


def test_a_finding_of_one_field_has_a_button_and_one_of_several_a_menu(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 点検")
    first, second, third = (row.control for row in rows(chat.view))
    assert isinstance(first, Menu)
    assert [subject.part for _, subject in first.options] == [
        f"initiatives/1/{each}" for each in ("this", "next", "mid", "long")
    ]
    assert isinstance(second, Button)
    assert second.subject.part == "initiatives/2/this"
    assert isinstance(third, Menu)


def test_what_is_corrected_leads_back_to_the_findings_that_are_left(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 点検")
    chat.presses("sheet.correct", chat.finds("sheet.correct", "initiatives/2/this"))
    address = "initiatives/2/outcome/this"
    assert address in {each.key for each in inputs(chat.view)} if chat.view else False
    (reply, *told) = chat.submits_all({address: "庁内の業務を10件洗い出す"})
    assert isinstance(reply, Return)
    assert len(told) == 1
    assert keys(reply.view)[:2] == ["sheet.saved", "kit.check_title"]
    assert len(rows(reply.view)) == 3  # the way back from what was just saved, and what is left


def test_a_form_saved_as_it_was_leads_back_too(store: Store) -> None:
    seed_sheet(store)
    chat = Chat(SATO, store)
    chat.types("/sheet S27 点検")
    chat.presses("sheet.correct", chat.finds("sheet.correct", "initiatives/2/this"))
    (reply,) = chat.submits()
    assert isinstance(reply, Return)
    assert keys(reply.view)[:2] == ["sheet.unchanged", "kit.check_title"]


def test_two_people_who_correct_one_field_see_both_and_come_back(store: Store) -> None:
    seed_sheet(store)
    one, other = Chat(SATO, store), Chat(SUZUKI, store)
    address = "initiatives/2/outcome/this"
    for chat in (one, other):
        chat.types("/sheet S27 点検")
        chat.presses("sheet.correct", chat.finds("sheet.correct", "initiatives/2/this"))
    other.submits_all({address: "鈴木の目標 5件"})
    (clash,) = one.submits_all({address: "佐藤の目標 10件"})
    assert isinstance(clash, Change)
    assert [part.text for part in clash.view.parts if isinstance(part, Quote)] == ["鈴木の目標 5件"]
    assert given_first(clash.view)[f"keep/{address}"] is None
    reply, *_ = one.submits_all({f"keep/{address}": "mine"})
    assert isinstance(reply, Return)
    assert "kit.check_title" in keys(reply.view)


def test_what_hinders_comes_first_and_the_secretariats_fields_are_left_to_it(store: Store) -> None:
    store.add(small_content(), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet S31 点検")
    assert keys(chat.view)[:2] == ["kit.check_title", "kit.check_block"]
    assert "kit.check_may_stay" not in keys(chat.view)
    sheet = store.numbered("S31")
    done, required = sheet.progress(store.form(sheet))
    assert chat.view is not None
    assert Heading(Text.of("kit.check_block", count=required - done)) in chat.view.parts
    assert all(isinstance(row.note, Text) and row.note.key == "checks.empty" for row in rows(chat.view))


def test_an_initiative_that_is_gone_can_be_added_again(store: Store) -> None:
    then = store.add(small_content(year=2019), SECRETARIAT, NOW)
    store.change(
        then.key,
        SECRETARIAT,
        NOW,
        "fill",
        lambda each: each.add_item(store.form(each), SECRETARIAT, "initiatives", "広報紙"),
    )
    sheet = in_order(store, store.add(small_content(), SECRETARIAT, NOW))
    chat = Chat(SATO, store)
    chat.types("/sheet S31 点検")
    assert "kit.check_compared" in keys(chat.view)
    assert chat.finds("sheet.new_item") == Subject(sheet.key, "initiatives", sheet.revision)
    chat.presses("sheet.new_item", chat.finds("sheet.new_item"))
    chat.submits(title="広報紙")
    assert store.sheet(sheet.key).counts == {"initiatives": 2}
    reader = Chat(TANAKA, store)
    reader.types("/sheet S31 点検")
    assert "sheet.new_item" not in {step for step, _ in controls(reader.view.parts if reader.view else ())}


def test_a_sheet_in_order_is_told_so(store: Store) -> None:
    sheet = in_order(store, store.add(small_content(), SECRETARIAT, NOW))
    chat = Chat(FINANCE, store)
    chat.types(f"/sheet {sheet.number} 点検")
    assert keys(chat.view) == ["kit.check_title", "kit.check_clean", "kit.check_alone"]
    assert rows(chat.view) == []


def test_hundreds_of_findings_are_paged_and_each_page_says_where_they_belong(store: Store) -> None:
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    for n in range(2, 102):
        sheet = sheet.add_item(store.form(sheet), SECRETARIAT, "initiatives", f"取組その{n}")
    added = {
        f"initiatives/{n}/outcome/{period}": f"{n}㎥ {period}"
        for n in range(1, 102)
        for period in ("last", "this", "next")
    }
    sheet = store.change(
        sheet.key, SECRETARIAT, NOW, "fill", lambda _: sheet.fill(store.form(sheet), SECRETARIAT, added)
    )
    findings = look(sheet, store.form(sheet))
    assert len(findings) > 300
    chat = Chat(SATO, store)
    chat.types("/sheet S31 点検")
    seen: list[Part] = []
    for page in range((len(findings) - 1) // PAGE + 1):
        if page:
            chat.presses("sheet.check", Subject(sheet.key, "", page))
        assert chat.view is not None
        kinds = [type(part) for part in chat.view.parts]
        assert kinds[:4] == [Heading, Heading, Facts, Row]
        seen += rows(chat.view)
    assert [row.note for row in seen if isinstance(row, Row)] == [each.text for each in findings]


def test_the_second_form_is_checked_in_its_own_words(store: Store) -> None:
    store.add(second_content(), SECRETARIAT, NOW)
    chat = Chat(SATO, store)
    chat.types("/sheet K105 点検")
    assert "kit.check_block" in keys(chat.view)
    chat.presses("sheet.correct", chat.finds("sheet.correct", "rating"))
    (reply, *_) = chat.submits(rating="A")
    assert isinstance(reply, Return)
    with pytest.raises(StopIteration):
        chat.finds("sheet.correct", "rating")


def test_a_final_sheet_is_read(store: Store) -> None:
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    for who, office in ((PLANNER, "planning"), (FINANCE, "finance"), (REFORM, "reform")):
        store.change(sheet.key, who, NOW, "opinion", lambda each, w=who, o=office: each.say_nothing(w, NOW, o))  # type: ignore[misc]
    store.change(sheet.key, SECRETARIAT, NOW, "finalise", lambda each: each.finalise(SECRETARIAT, NOW))
    chat = Chat(SECRETARIAT, store)
    chat.types("/sheet S31 点検")
    assert [row.control for row in rows(chat.view)] == [None] * len(rows(chat.view))
    with pytest.raises(Refusal, match="final"):
        store.fill(sheet.key, SECRETARIAT, NOW, MEASURED, 1)
