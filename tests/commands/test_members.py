"""/members: what is missing, who works where, and what each may do; everything that can be typed and pressed wrongly."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest

from commands.kit.reply import Change, Heading, Line, Note, Return, Row, View
from commands.kit.request import Subject
from store.person import Department, Person
from store.refusal import Refusal
from store.store import Store
from store.text import Text
from tests.commands.chat import Chat, controls, inputs
from tests.office import EVERYBODY, FINANCE, NOW, SATO, SECRETARIAT, STRANGER, TANAKA, small_content
from tests.store.test_staffing import COLLEAGUE, Groups

OWN = "市長公室情報課"
NEW = "総務部総務課"
UNTIL = (NOW + timedelta(days=3)).date().isoformat()


def keys(view: View | None) -> list[str]:
    """The sentences of a view, those of its rows and their notes among them."""
    assert view is not None
    said = [each for part in view.parts for each in (getattr(part, "text", None), getattr(part, "note", None))]
    return [each.key for each in said if isinstance(each, Text)]


def secretariat(store: Store, named: Mapping[str, str] | None = None) -> Chat:
    return Chat(SECRETARIAT, store, named=named or {})


# --- the overview -----------------------------------------------------------------------------------


def test_what_is_missing_comes_first_each_with_the_way_to_mend_it(store: Store) -> None:
    store.add(small_content("S31", NEW), SECRETARIAT, NOW)
    chat = secretariat(store)
    chat.types("/担当者")
    assert chat.view is not None
    missing = [part for part in chat.view.parts if isinstance(part, Row)][:2]
    assert [part.text.key for part in missing if isinstance(part.text, Text)] == [
        "members.missing_staff",
        "members.missing_channel",
    ]
    chat.presses("members.adding", chat.finds("members.adding"))
    (reply, *told) = chat.submits(people=(STRANGER.id,))
    assert isinstance(reply, Return)
    assert "members.missing_staff" not in keys(chat.view)
    assert "members.missing_channel" in keys(chat.view)  # and back where it was opened
    assert store.person(STRANGER.id).works_for(NEW)
    assert [each.to for each in chat.said] == [STRANGER.id]
    assert told == chat.said


def test_an_office_without_anybody_is_missing_until_somebody_or_a_group_speaks_for_it(store: Store) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    finance = store.registered(FINANCE.id)
    nobody = finance.staffed(SECRETARIAT, departments=(), offices=(), secretariat=False, others=True)
    store.keep_people([(finance, nobody)], SECRETARIAT, NOW)
    chat = secretariat(store)
    chat.types("/members")
    assert "members.missing_office" in keys(chat.view)
    store.usergroups = Groups({"S1": (STRANGER.id,)})
    chat.types("/members グループ")
    chat.presses("members.group", chat.finds("members.group"))
    chat.submits(to="office/finance")
    assert "members.tied" in keys(chat.view)
    chat.types("/members")
    assert "members.missing_office" not in keys(chat.view)


def test_everybody_else_sees_what_they_may_do_and_whom_to_ask(store: Store) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    for who, told in [(SATO, "members.may_fill"), (FINANCE, "members.may_review")]:
        chat = Chat(who, store)
        chat.types("/members")
        assert told in keys(chat.view)
        assert chat.view is not None
        (ask,) = [part.text for part in chat.view.parts if isinstance(part, Note) and "ask" in str(part.text)]
        assert isinstance(ask, Text)
        assert ask.values["secretariat"].values["names"] == (SECRETARIAT.name,)


@pytest.mark.parametrize("line", ["/members", "/sheet", "/sheet S31"])
def test_a_newcomer_reads_and_is_told_whom_to_ask(store: Store, line: str) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    chat = Chat(STRANGER, store)
    chat.types(line)
    assert keys(chat.view)[0] == "kit.newcomer"


@pytest.mark.parametrize(
    "line", ["/opinion", "/opinion S31 数を。", "/answer", "/answer S31", "/sheet S31 提出", "/members 代理"]
)
def test_a_newcomer_who_wants_to_act_gets_the_same_word(store: Store, line: str) -> None:
    store.add(small_content("S31"), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="newcomer"):
        Chat(STRANGER, store).types(line)


# --- one person -------------------------------------------------------------------------------------


def test_somebody_new_is_assigned_with_the_name_that_the_workspace_knows(store: Store) -> None:
    chat = secretariat(store, {"U0NEW": "新田 純"})
    chat.types("/担当者 @新田 純")
    chat.submits(departments=(OWN,), offices=("finance",), secretariat="no")
    person = store.person("U0NEW")
    assert (person.name, person.departments, person.offices) == ("新田 純", (OWN,), ("finance",))
    assert "members.saved" in keys(chat.view)
    (told,) = chat.said
    assert told.to == "U0NEW"


def test_they_are_chosen_in_a_form_as_well(store: Store) -> None:
    chat = secretariat(store, {"U0NEW": "新田 純"})
    chat.types("/members")
    chat.presses("members.picking", chat.finds("members.picking"))
    with pytest.raises(Refusal, match="choose_somebody"):
        chat.submits(person=None)
    (reply,) = chat.submits(person="U0NEW")
    assert isinstance(reply, Change)
    chat.submits(offices=("reform",))
    assert store.person("U0NEW").offices == ("reform",)


def test_a_name_that_is_typed_without_being_chosen_is_looked_for(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members @佐藤")
    assert chat.view is not None
    assert chat.view.subject.id == SATO.id
    chat.types("/members 長寿")
    assert Heading("福祉部長寿課") in (chat.view.parts if chat.view else ())
    chat.types("/members 課")  # two departments
    assert [subject.part for _, subject in controls(chat.view.parts if chat.view else ())][:2] == [
        f"department/{OWN}",
        "department/福祉部長寿課",
    ]
    with pytest.raises(Refusal, match="nobody_called"):
        chat.types("/members だれも知らない人")


def test_what_somebody_else_changed_meanwhile_is_looked_at_first(store: Store) -> None:
    store.keep_office([COLLEAGUE], [])
    mine, theirs = secretariat(store), Chat(COLLEAGUE, store)
    for chat in (mine, theirs):
        chat.types("/members 佐藤")
    theirs.submits(offices=("finance",))
    (reply,) = mine.submits(departments=(OWN, "福祉部長寿課"))
    assert isinstance(reply, Change)
    assert "members.meanwhile" in keys(mine.view)
    assert "members.from_to" in keys(mine.view)
    assert store.person(SATO.id).offices == ("finance",)
    mine.submits()  # what was typed is still there
    assert store.person(SATO.id).departments == (OWN, "福祉部長寿課")
    assert store.person(SATO.id).offices == ()


def test_the_last_of_the_secretariat_is_told_to_add_somebody_first(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members 事務 京子")
    with pytest.raises(Refusal, match="last_of_secretariat") as refused:
        chat.submits(secretariat="no")
    assert refused.value.reasons[0].field == "secretariat"
    store.keep_office([COLLEAGUE], [])
    chat.submits(secretariat="no")
    assert keys(chat.view)[0] == "members.saved"
    assert "kit.newcomer" in keys(chat.view)  # what they may do now


def test_whoever_is_of_the_secretariat_by_setting_cannot_be_unticked(store: Store) -> None:
    store.appointed = frozenset({SATO.id})
    chat = Chat(SATO, store)
    chat.types("/members 佐藤")
    assert chat.view is not None
    assert "secretariat" not in {each.key for each in inputs(chat.view)}
    chat.submits(offices=("finance",))
    assert store.person(SATO.id).secretariat
    assert not store.registered(SATO.id).secretariat


def test_nothing_new_is_told_to_nobody(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members 佐藤")
    chat.submits()
    assert keys(chat.view)[0] == "members.unchanged"
    assert chat.said == []


# --- who may ----------------------------------------------------------------------------------------

STEPS = (
    ("role", Subject(part=f"department/{OWN}")),
    ("adding", Subject(part="secretariat/")),
    ("add", Subject(part="secretariat/")),
    ("picking", Subject()),
    ("person", Subject(TANAKA.id)),
    ("keep", Subject(TANAKA.id, "", 1)),
    ("department", Subject(OWN)),
    ("keep_department", Subject(OWN, "", 1)),
    ("groups", Subject()),
    ("group", Subject("S1")),
    ("tie", Subject("S1")),
    ("deputy", Subject(TANAKA.id)),
    ("end_deputy", Subject(TANAKA.id, "", 1)),
    ("history", Subject(TANAKA.id)),
)


@pytest.mark.parametrize(("step", "subject"), STEPS, ids=[step for step, _ in STEPS])
@pytest.mark.parametrize("who", [SATO, FINANCE, STRANGER], ids=lambda who: who.name)
def test_nobody_else_comes_to_what_the_secretariat_does(store: Store, who: Person, step: str, subject: Subject) -> None:
    before = [each.facts for each in store.people()]
    with pytest.raises(Refusal):
        Chat(who, store).presses(f"members.{step}", subject)
    assert [each.facts for each in store.people()] == before


@pytest.mark.parametrize("part", ["", "nowhere/x", "department"])
def test_a_button_to_nowhere_is_told(store: Store, part: str) -> None:
    chat = secretariat(store)
    if part == "department":
        chat.presses("members.role", Subject(part=part))  # a department without a name has nobody
    else:
        with pytest.raises(Refusal, match="gone"):
            chat.presses("members.role", Subject(part=part))


def test_a_long_list_turns(store: Store) -> None:
    store.keep_office([], [Department(name=f"第{n:02d}課") for n in range(60)])
    chat = secretariat(store)
    chat.types("/members")
    chat.presses("members.turn", chat.finds("members.turn"))
    assert "kit.page" in keys(chat.view)


def test_a_whole_office_is_staffed_from_nothing(store: Store) -> None:
    for each in EVERYBODY:
        if each is not SECRETARIAT:
            before = store.registered(each.id)
            gone = before.staffed(SECRETARIAT, departments=(), offices=(), secretariat=False, others=True)
            store.keep_people([(before, gone)], SECRETARIAT, NOW)
    store.add(small_content("S31"), SECRETARIAT, NOW)
    chat = secretariat(store)
    chat.types("/members")
    for _ in range(9):
        found = [s for step, s in controls(chat.view.parts if chat.view else ()) if step == "members.adding"]
        if not found:
            break
        chat.presses("members.adding", found[0])
        chat.submits(people=(SATO.id,))
    assert Line(Text.of("members.nothing_missing")).text in [getattr(p, "text", None) for p in chat.view.parts]  # type: ignore[union-attr]
