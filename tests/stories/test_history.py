"""Who changed what, and the way back: read, put back, undone in time and too late; nobody undoes what others did."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import pytest

from store.sheet import Stage
from tests.stories.conftest import Office

JOHO = "C0JOHO"


class Watch:
    """The office's clock, which can be set ahead."""

    ahead = timedelta()

    @classmethod
    def now(cls, zone: tzinfo) -> datetime:
        return datetime.now(zone) + cls.ahead


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> type[Watch]:
    monkeypatch.setattr(Watch, "ahead", timedelta())
    monkeypatch.setattr("bot.app.datetime", Watch)
    return Watch


def told(office: Office, *words: str) -> None:
    """Wait until the sheet's thread tells all of these words in one message."""
    yamada = office.yamada
    office.eventually(
        lambda: any(all(each in said for each in words) for said in yamada.thread(JOHO, "S27")), seconds=20
    )


def activity(office: Office) -> object:
    return office.store.numbered("S27").values["activity"]


def writes(office: Office, name: str, text: str) -> None:
    who = getattr(office, name)
    who.says("/sheet S27 活動状況")
    who.fills("活動状況", text)
    assert who.submits() == {}


def test_two_people_write_and_one_puts_back_what_stood_there(office: Office) -> None:
    sato = office.sato
    writes(office, "sato", "研修を3回実施した。")
    assert "まで元に戻せます" in sato.reads()
    writes(office, "suzuki", "研修を5回実施し、訓練も行った。")

    # 佐藤：評価票から履歴へ。鈴木の変更に「元に戻す」は出ない
    sato.says("/sheet S27")
    sato.presses("履歴")
    seen = sato.reads()
    assert seen.index("鈴木 健太 さんが「活動状況」を変更しました") < seen.index(
        "佐藤 花子 さんが「活動状況」を変更しました"
    )
    assert "元に戻す" not in seen
    styles = [run for block in sato.view["blocks"] if block["type"] == "rich_text" for part in block["elements"]
              for run in part["elements"] if run.get("style")]  # fmt: skip
    assert {"type": "text", "text": "3", "style": {"strike": True}} in styles
    assert {"type": "text", "text": "5", "style": {"bold": True}} in styles
    sato.chooses("取組①", beside="すべての変更")
    assert "活動状況" not in sato.reads().split("取り消し線")[1]
    sato.presses("評価票を開く")
    sato.presses("履歴")

    # いまの文と戻す文を見比べて、戻す
    sato.presses("くわしく", beside="鈴木 健太")
    sato.presses("元の文に戻す")
    assert "研修を5回実施し、訓練も行った。" in sato.reads()
    assert "研修を3回実施した。" in sato.reads()
    assert sato.submits() == {}
    assert "のときの文に戻しました" in sato.reads()
    assert activity(office) == "研修を3回実施した。"
    told(office, "佐藤 花子", "のときの文に戻しました", "訓練も行った")

    # 戻したことも元に戻せる。鈴木がそのあとに書けば、もう戻せない
    sato.presses("元に戻す", beside="まで元に戻せます")
    assert activity(office) == "研修を5回実施し、訓練も行った。"
    assert "やり直す" in sato.reads()
    writes(office, "suzuki", "鈴木が書き足した。")
    sato.presses("やり直す")
    assert "鈴木 健太" in sato.reads()
    sato.presses("履歴を見る")
    assert "鈴木が書き足した。" in sato.reads()
    assert activity(office) == "鈴木が書き足した。"


def test_an_opinion_given_by_mistake_is_undone_in_time_and_not_after(office: Office, watch: type[Watch]) -> None:
    watanabe, tanaka = office.watanabe, office.tanaka
    before = office.store.numbered("S27")
    watanabe.says("/内部意見 S27 別の評価票への意見でした。", JOHO)
    told(office, "S27-O3", "別の評価票への意見でした。")
    assert not any("別の評価票への意見でした。" in said for said in tanaka.whispers(JOHO))
    watch.ahead = timedelta(minutes=9)
    watanabe.presses_in(JOHO, "元に戻す", about="別の評価票への意見でした。")
    assert "✓ 元に戻しました" in watanabe.reads()
    assert office.store.numbered("S27").facts == before.facts
    told(office, "渡辺 隆", "元に戻しました", "内部意見 S27-O3")
    watanabe.closes()

    watanabe.says("/内部意見 S27 こちらが正しい意見です。", JOHO)
    watch.ahead = timedelta(minutes=20)
    watanabe.presses_in(JOHO, "元に戻す", about="こちらが正しい意見です。")
    assert "10分以内" in watanabe.reads()
    watanabe.presses("履歴を見る")
    assert "こちらが正しい意見です。" in watanabe.reads()
    assert "元に戻す" not in watanabe.reads()
    assert len(office.store.numbered("S27").live_opinions) == len(before.live_opinions) + 1


def test_a_submission_is_undone_until_an_office_has_spoken(office: Office) -> None:
    takahashi, yamada = office.takahashi, office.yamada
    for opinion in (False, True):
        takahashi.says("/評価票 S14 提出")
        takahashi.fills("このまま提出する理由", "目標値は10月の計画改定で定めます。")
        assert takahashi.submits() == {}
        if opinion:
            yamada.says("/内部意見 S14 目標の根拠を示してください。")
        takahashi.presses("元に戻す")
        assert ("山田 真理" if opinion else "✓ 元に戻しました") in takahashi.reads()
        stage = office.store.numbered("S14").stage
        assert (stage is Stage.DRAFT) is not opinion


def test_the_sheet_as_it_was_submitted_beside_today(office: Office) -> None:
    writes(office, "suzuki", "提出のあとで直した。")
    office.tanaka.says("/評価票 S27 履歴 提出時")
    assert "いまと違うところ（1）" in office.tanaka.reads()
    office.tanaka.presses("くらべる", beside="活動状況")
    assert "提出のあとで直した。" in office.tanaka.reads()
    office.tanaka.presses("一覧に戻る")
    office.tanaka.presses("履歴に戻る")
    assert "鈴木 健太" in office.tanaka.reads()
