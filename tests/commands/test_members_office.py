"""/members: departments and their channels, user groups, deputies; with every wrong input."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commands.kit.reply import Change, ChannelInput, Place
from commands.kit.request import Subject
from store.person import Department
from store.refusal import Refusal
from store.store import Store
from tests.commands.chat import Chat, controls, inputs
from tests.commands.test_members import OWN, keys, secretariat
from tests.office import FINANCE, LATER, NOW, SATO, SECRETARIAT, STRANGER, TANAKA, small_content
from tests.store.test_staffing import Groups

NEW = "総務部総務課"
UNTIL = (NOW + timedelta(days=3)).date().isoformat()


# --- several people, departments --------------------------------------------------------------------


def test_people_are_added_to_a_department_at_once_and_keep_what_they_have(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members 長寿")
    chat.named = {"U0NEW": "新田 純"}
    chat.presses("members.adding", chat.finds("members.adding"))
    with pytest.raises(Refusal, match="choose_somebody"):
        chat.submits(people=())
    chat.submits(people=(SATO.id, "U0NEW", TANAKA.id))
    assert store.person(SATO.id).departments == (OWN, "福祉部長寿課")
    assert store.person("U0NEW").departments == ("福祉部長寿課",)
    assert {each.to for each in chat.said} == {SATO.id, "U0NEW"}  # the third was there already


def test_a_department_is_added_with_its_channel(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members")
    (subject,) = [s for step, s in controls(chat.view.parts if chat.view else ()) if s.part == "overview" and not s.id]
    chat.presses("members.department", subject)
    chat.submits(name=NEW, channel=("C0SOMU",))
    assert store.department(NEW).channel == "C0SOMU"
    chat.types(f"/members {NEW}")
    assert [part.channel for part in (chat.view.parts if chat.view else ()) if isinstance(part, Place)] == ["C0SOMU"]


def test_a_department_gets_another_name_and_loses_its_channel(store: Store) -> None:
    sheet = store.add(small_content("S31"), SECRETARIAT, NOW)
    chat = secretariat(store)
    chat.types(f"/members {OWN}")
    chat.presses("members.department", chat.finds("members.department"))
    assert chat.view is not None
    (channel,) = [each for each in inputs(chat.view) if isinstance(each, ChannelInput)]
    assert channel.initial == ("C0JOHO",)
    chat.submits(name="DX推進課", channel=())
    assert "members.renamed" in keys(chat.view)
    assert store.sheet(sheet.key).owner == "DX推進課"
    assert store.department("DX推進課").channel == ""
    chat.presses("members.history", chat.finds("members.history"))
    assert keys(chat.view).count("members.from_to") == 2


@pytest.mark.parametrize(
    ("name", "why"), [("", "unnamed"), ("総務課、人事課", "comma"), ("福祉部長寿課", "department_taken")]
)
def test_a_wrong_name_is_told_at_its_field(store: Store, name: str, why: str) -> None:
    chat = secretariat(store)
    chat.presses("members.department")
    with pytest.raises(Refusal, match=why) as refused:
        chat.submits(name=name)
    assert refused.value.reasons[0].field == "name"


def test_a_department_that_was_renamed_meanwhile_is_looked_at_first(store: Store) -> None:
    mine, theirs = secretariat(store), secretariat(store)
    for chat in (mine, theirs):
        chat.presses("members.department", Subject(OWN))
    theirs.submits(name="DX推進課")
    (reply,) = mine.submits(channel=("C0ANOTHER",))
    assert isinstance(reply, Change)
    assert "members.meanwhile" in keys(mine.view)
    assert store.department("DX推進課").channel == "C0JOHO"


# --- groups -----------------------------------------------------------------------------------------


def removing(store: Store, name: str) -> Chat:
    chat = secretariat(store)
    chat.types(f"/members {name}")
    chat.presses("members.remove_department", chat.finds("members.remove_department"))
    return chat


def test_a_department_that_was_entered_by_mistake_is_removed(store: Store) -> None:
    store.keep_department(Department(name=""), Department(name="総務部総無課"), SECRETARIAT, NOW)
    chat = removing(store, "総無課")
    assert "members.removed" in keys(chat.view)
    assert "総無課" not in str([each.name for each in store.departments()])
    (*_, event) = store.office_history(Department(name="総務部総無課"))
    assert [(each.field, each.before, each.after) for each in event.differences] == [("name", "総務部総無課", None)]
    store.keep_department(Department(name=""), Department(name="総務部総無課"), SECRETARIAT, LATER)
    assert store.department("総務部総無課").revision
    assert len(store.office_history(Department(name="総務部総無課"))) == 3


def test_a_department_with_people_or_open_sheets_stays_and_the_reason_is_told(store: Store) -> None:
    with pytest.raises(Refusal, match="department_has_people") as caught:
        removing(store, OWN)
    assert SATO.name in caught.value.text.values["people"]
    for person in store.people():
        if person.works_for(OWN):
            store.keep_people([(person, person.moved(OWN, "福祉部長寿課"))], SECRETARIAT, NOW)
    sheet = store.add(small_content("S31"), SECRETARIAT, NOW)
    with pytest.raises(Refusal, match="department_has_sheets") as caught:
        removing(store, OWN)
    assert caught.value.text.values["sheets"] == ("S31",)
    store.fill(sheet.key, SECRETARIAT, NOW, {"owner": "福祉部長寿課"}, 1)
    assert "members.removed" in keys(removing(store, OWN).view)


def test_a_department_that_was_changed_meanwhile_is_looked_at_before_it_goes(store: Store) -> None:
    store.keep_department(Department(name=""), Department(name="総務部総無課"), SECRETARIAT, NOW)
    chat = secretariat(store)
    chat.types("/members 総無課")
    standing = store.department("総務部総無課")
    store.keep_department(standing, standing.changed(SECRETARIAT, standing.name, "C0SOMU"), SECRETARIAT, NOW)
    chat.presses("members.remove_department", chat.finds("members.remove_department"))
    assert "members.meanwhile" in keys(chat.view)
    assert store.department("総務部総無課").channel == "C0SOMU"


def test_a_group_is_tied_and_untied(store: Store) -> None:
    store.usergroups = Groups({"S1": (STRANGER.id,)})
    chat = secretariat(store)
    chat.types("/members group")
    chat.presses("members.group", chat.finds("members.group"))
    assert chat.view is not None
    (to,) = inputs(chat.view)
    assert to.required  # a group that is tied to nothing can't be untied
    chat.submits(to=f"department/{OWN}")
    assert store.person(STRANGER.id).works_for(OWN)
    chat.presses("members.person", Subject(STRANGER.id))
    assert "members.by_group" in keys(chat.view)
    chat.types("/members group")
    chat.presses("members.group", chat.finds("members.group"))
    (to,) = inputs(chat.view)
    assert not to.required
    chat.submits(to=None)
    assert not store.person(STRANGER.id).known


def test_a_workspace_without_groups_says_so(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members グループ")
    assert "members.no_groups" in keys(chat.view)


# --- deputies ---------------------------------------------------------------------------------------


def test_a_deputy_is_named_told_and_ended(store: Store) -> None:
    chat = Chat(SATO, store, named={STRANGER.id: STRANGER.name})
    chat.types("/担当者 代理")
    chat.submits(deputy=STRANGER.id, until=UNTIL)
    assert "members.stands_in_for_you" in keys(chat.view)
    assert [each.to for each in chat.said] == [STRANGER.id]
    deputy = Chat(STRANGER, store)
    deputy.types("/members")
    assert "members.you_stand_in" in keys(deputy.view)
    assert "members.may_fill_none" in keys(deputy.view)
    chat.presses("members.deputy", Subject(SATO.id))
    chat.presses("members.end_deputy", chat.finds("members.end_deputy"))
    assert not store.person(STRANGER.id, "", LATER).known
    assert [each.to for each in chat.said] == [STRANGER.id] * 2  # who was one knows that no more waits for them


def test_a_deputy_who_is_replaced_hears_of_it(store: Store) -> None:
    chat = secretariat(store)
    for who in (TANAKA, FINANCE):
        chat.presses("members.deputy", Subject(SATO.id))
        chat.submits(deputy=who.id, until=UNTIL)
    assert [each.to for each in chat.said] == [TANAKA.id, SATO.id, FINANCE.id, SATO.id, TANAKA.id]
    chat.presses("members.deputy", Subject(SATO.id))
    chat.presses("members.end_deputy", chat.finds("members.end_deputy"))
    assert [each.to for each in chat.said][5:] == [FINANCE.id, SATO.id]


def test_the_secretariat_names_one_for_somebody_and_both_hear_of_it(store: Store) -> None:
    chat = secretariat(store)
    chat.types("/members 佐藤")
    chat.presses("members.deputy", chat.finds("members.deputy"))
    chat.submits(deputy=TANAKA.id, until=UNTIL)
    assert {each.to for each in chat.said} == {TANAKA.id, SATO.id}
    assert store.person(TANAKA.id, "", LATER).works_for(OWN)


@pytest.mark.parametrize(
    ("deputy", "until", "why", "field"),
    [
        (None, UNTIL, "choose_somebody", "deputy"),
        (SATO.id, UNTIL, "deputy_is_self", "deputy"),
        (TANAKA.id, "2020-07-01", "deputy_past", "until"),
        (TANAKA.id, "あした", "not_a_date", "until"),
        (TANAKA.id, None, "deputy_past", "until"),
    ],
)
def test_a_wrong_deputy_is_told_at_its_field(
    store: Store, deputy: str | None, until: str | None, why: str, field: str
) -> None:
    chat = Chat(SATO, store)
    chat.types("/members deputy")
    with pytest.raises(Refusal, match=why) as refused:
        chat.submits(deputy=deputy, until=until)
    assert refused.value.reasons[0].field == field
