"""An office is staffed from chat: by form, by user group, by deputy; and a newcomer learns whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot import groups
from tests.office import NOW, SECRETARIAT, ZONE, small_content
from tests.stories.conftest import Office

NEW = "総務部総務課"


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Slack says of a group is asked anew each time: a story has no minute to wait."""
    monkeypatch.setattr(groups, "KEPT", 0.0)


def test_the_secretariat_staffs_a_department_from_nothing(office: Office) -> None:
    office.store.add(small_content("S88", NEW), SECRETARIAT, NOW)
    nakamura, kobayashi = office.nakamura, office.kobayashi

    # 新人：読めることと、尋ねる先がわかる
    kobayashi.says("/評価票 S88")
    assert "中村 明" in kobayashi.reads()
    assert "まだ課や担当に登録されていません" in kobayashi.reads()
    kobayashi.says("/内部意見")
    assert "中村 明" in kobayashi.whispers()[-1]
    assert "中村 明" in kobayashi.opens_home()

    # 事務局：足りないものから、人とチャンネルを決める
    nakamura.says("/担当者")
    assert f"{NEW}：担当者がいません（評価票 1件）" in nakamura.reads()
    nakamura.presses("人を加える", beside=NEW)
    nakamura.fills("加える人", "U0KOBAYASHI")
    assert nakamura.submits() == {}
    assert "担当者がいません" not in nakamura.reads()
    nakamura.presses("選ぶ", beside=NEW)
    nakamura.fills("チャンネル", "C0HYOKA")
    assert nakamura.submits() == {}
    assert "どの課にも担当者とチャンネルがあり" in nakamura.reads()

    # 新人だった人：知らせが届き、記入できる
    home = next(each.id for each in office.demo.workspace.channels("U0KOBAYASHI") if each.kind == "dm")
    office.eventually(lambda: any("登録しました" in each for each in kobayashi.messages(home)))
    kobayashi.closes()
    kobayashi.says("/評価票 S88 活動状況")
    kobayashi.fills("活動状況", "窓口に案内係を置いた。")
    assert kobayashi.submits() == {}
    assert office.store.numbered("S88").values["activity"] == "窓口に案内係を置いた。"

    # 履歴：誰が決めたか
    nakamura.says(f"/担当者 {NEW}")
    nakamura.presses("履歴")
    assert "チャンネル：なし → C0HYOKA" in nakamura.reads()
    assert "中村 明" in nakamura.reads()


def test_whoever_is_put_into_the_group_in_slack_fills_in(office: Office, at_once: None) -> None:
    nakamura, kobayashi = office.nakamura, office.kobayashi
    nakamura.says("/担当者 グループ")
    nakamura.presses("つなぐ", beside="@choju")
    nakamura.fills("どの課・確認担当の担当者にするか", "福祉部長寿課")
    assert nakamura.submits() == {}
    assert "@choju の 2人は、福祉部長寿課 の担当者になりました" in nakamura.reads()

    kobayashi.says("/担当者")
    assert "まだ課や担当に登録されていません" in kobayashi.reads()
    kobayashi.closes()
    office.demo.workspace.set_usergroup("S0CHOJU", ["U0TAKAHASHI", "U0ITO", "U0KOBAYASHI"])
    kobayashi.says("/担当者")
    assert "福祉部長寿課" in kobayashi.reads()
    kobayashi.closes()
    number = next(each.number for each in office.store.sheets() if each.owner == "福祉部長寿課" and not each.finalised)
    kobayashi.says(f"/評価票 {number} 活動状況")
    kobayashi.fills("活動状況", "集いを12回開いた。")
    assert kobayashi.submits() == {}

    # Slack が答えなくても、最後にわかっていた人はそのまま
    office.demo.workspace.faults.fail_next("usergroups.users.list", times=20)
    kobayashi.says(f"/評価票 {number} 活動状況")
    assert kobayashi.holds("活動状況") == "集いを12回開いた。"


def test_a_deputy_acts_and_the_history_names_both(office: Office) -> None:
    sato, kobayashi, today = office.sato, office.kobayashi, datetime.now(ZONE).date()
    sato.says("/担当者 代理")
    sato.fills("代理の人", "U0KOBAYASHI")
    sato.fills("いつまで", (today - timedelta(days=1)).isoformat())
    assert "もう過ぎています" in sato.submits()["いつまで"]
    sato.fills("いつまで", (today + timedelta(days=1)).isoformat())
    assert sato.submits() == {}
    assert "小林 直樹 さんがあなたの代理です" in sato.reads()

    kobayashi.says("/担当者")
    assert "佐藤 花子 さんの代理として" in kobayashi.reads()
    kobayashi.closes()
    kobayashi.says("/評価票 S31 活動状況")
    kobayashi.fills("活動状況", "停電に備えた訓練を行った。")
    assert kobayashi.submits() == {}
    last = office.store.history(office.store.numbered("S31").key)[-1]
    assert (last.name, last.for_whom) == ("小林 直樹", "佐藤 花子")


def test_the_first_of_the_secretariat_is_set_and_staffs_the_rest(
    start: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYOKA_SECRETARIAT", "U0KOBAYASHI")
    office = start(samples=False)
    office.kobayashi.says("/担当者 @髙橋 恵子")
    assert "髙橋 恵子" in office.kobayashi.reads()
    office.kobayashi.fills("確認担当", "財政担当")
    assert office.kobayashi.submits() == {}
    assert "finance" in office.store.person("U0TAKAHASHI").offices
    assert office.problems == []
