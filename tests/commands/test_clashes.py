"""Two people in one form: what one of them left alone stays as the other wrote it, also after both were seen."""

from __future__ import annotations

import pytest

from commands.kit.reply import Change, Return
from store.sheet import Sheet
from store.store import Store
from tests.commands.chat import Chat, inputs
from tests.office import FINANCE, NOW, PLANNER, SATO, SECRETARIAT, SUZUKI, small_content, submitted

OUTCOME, COST = "initiatives/1/outcome/last", "initiatives/1/cost/last"


@pytest.fixture
def sheet(store: Store) -> Sheet:
    """A sheet with an opinion of two offices, one of them answered."""
    sheet = submitted(store, store.add(small_content(), SECRETARIAT, NOW))
    Chat(FINANCE, store).types("/opinion S31 効果を示してください。")
    Chat(PLANNER, store).types("/opinion S31 目標を示してください。")
    Chat(SUZUKI, store).types("/answer S31-O2 はじめの回答")
    return sheet


@pytest.mark.parametrize("kept", ["mine", "theirs"])
def test_a_field_left_alone_isnt_written_over_once_another_one_clashed(store: Store, sheet: Sheet, kept: str) -> None:
    sato, suzuki = Chat(SATO, store), Chat(SUZUKI, store)
    for chat in (sato, suzuki):
        chat.types("/sheet S31 取組① R1")
    suzuki.submits_all({OUTCOME: "鈴木の成果", COST: "鈴木の委託料 7千円"})
    (reply,) = sato.submits_all({OUTCOME: "佐藤の成果"})
    assert isinstance(reply, Change)
    assert COST not in {each.key for each in inputs(reply.view)}  # what Suzuki wrote there isn't Sato's to choose
    reply, *_ = sato.submits_all({f"keep/{OUTCOME}": kept})
    assert isinstance(reply, Return)
    values = store.sheet(sheet.key).values
    assert values[OUTCOME] == ("佐藤の成果" if kept == "mine" else "鈴木の成果")
    assert str(values[COST]).count("鈴木の委託料") == 1


@pytest.mark.parametrize("kept", ["mine", "theirs"])
def test_an_answer_left_alone_isnt_written_over_either(store: Store, sheet: Sheet, kept: str) -> None:
    sato, suzuki = Chat(SATO, store), Chat(SUZUKI, store)
    for chat in (sato, suzuki):
        chat.types("/answer S31")
    suzuki.submits_all({"O1": "鈴木の回答", "O2": "直した回答"})
    (reply,) = sato.submits_all({"O1": "佐藤の回答"})
    assert isinstance(reply, Change)
    assert "O2" not in {each.key for each in inputs(reply.view)}
    assert "answer.text_again" not in repr(reply.view)  # which of two to keep is asked of "the answer to S31-O1"
    sato.submits_all({"keep/O1": kept})
    answers = {each.to: each.text for each in store.sheet(sheet.key).answers}
    assert answers == {("O1",): "佐藤の回答" if kept == "mine" else "鈴木の回答", ("O2",): "直した回答"}
