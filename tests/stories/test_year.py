"""A sheet goes through its year: handed in, returned, reviewed, answered, asked again, final, published, reopened."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from store.sheet import Sheet
from tests.office import ZONE, filled, second_content
from tests.stories.conftest import Office
from tests.stories.people import Somebody

CHOJU, JOHO = "C0CHOJU", "C0JOHO"


def stage(office: Office, number: str) -> str:
    return str(office.store.numbered(number).stage)


def told(office: Office, channel: str, number: str, *words: str) -> None:
    """Wait until the sheet's thread tells all of these words in one message; an office that works on all reads it."""
    yamada = office.yamada
    office.eventually(
        lambda: any(all(each in said for each in words) for said in yamada.thread(channel, number)), seconds=20
    )


def hands_on(who: Somebody, number: str, label: str, word: str) -> None:
    """By words to the form that asks first; its button reads as on the card."""
    who.says(f"/評価票 {number} {word}")
    assert who.view["submit"]["text"] == label
    assert who.submits() == {}


def test_a_returned_sheet_is_found_first_corrected_and_submitted_with_a_reason(office: Office) -> None:
    takahashi, nakamura = office.takahashi, office.nakamura

    # 担当課：差し戻された評価票が、理由とともに一番上にある
    takahashi.says("/評価票")
    seen = takahashi.reads()
    assert seen.index("差し戻されました") < seen.index("回答してください")
    takahashi.presses("開く", beside="S14")
    assert "差戻しの理由" in takahashi.reads()
    takahashi.presses("提出する")
    assert "確かめてください" in takahashi.reads()  # 目標が「前年度と同じ」のまま

    # 理由がなければ提出できない
    assert "このまま提出する理由" in takahashi.submits()
    takahashi.fills("このまま提出する理由", "　 ")
    assert "このまま提出する理由" in takahashi.submits()
    assert stage(office, "S14") == "draft"
    takahashi.fills("このまま提出する理由", "目標値は10月の計画改定で定めます。")
    assert takahashi.submits() == {}
    assert "✓ S14 を提出しました。" in takahashi.reads()
    assert stage(office, "S14") == "submitted"
    told(
        office,
        CHOJU,
        "S14",
        "髙橋 恵子",
        "提出しました",
        "目標値は10月の計画改定で定めます。",
        "次にすること",
        "総合計画担当",
    )

    # 事務局：待っている仕事から開き、差し戻す
    assert "提出されました" in nakamura.opens_home()
    nakamura.says("/sheet S14")
    assert "目標値は10月の計画改定で定めます。" in nakamura.reads()
    nakamura.presses("差し戻す")
    nakamura.fills("理由", " 　")
    assert "理由" in nakamura.submits()
    nakamura.fills("理由", "計画改定を待たず、いまの見込みを書いてください。")
    assert nakamura.submits() == {}
    assert "✓ S14 を差し戻しました。" in nakamura.reads()
    told(office, CHOJU, "S14", "中村 明", "計画改定を待たず", "次にすること：福祉部長寿課")
    assert "計画改定を待たず" in office.ito.opens_home()
    event = office.store.history(office.store.numbered("S14").key)[-1]
    assert (event.action, event.who, event.reason) == (
        "return",
        "U0NAKAMURA",
        "計画改定を待たず、いまの見込みを書いてください。",
    )


def test_what_is_empty_is_filled_in_on_the_way_to_submitting(office: Office) -> None:
    sato = office.sato
    sato.says("/sheet S31 提出")
    assert not sato.view.get("submit")  # there is nothing to press yet
    sato.presses("開く", beside="評価")
    sato.fills("評価・課題", "訓練の回数が目標に届かなかった。")
    assert sato.submits() == {}
    assert "評価・課題" not in sato.reads()  # back among what is left
    sato.presses("提出する")
    assert "提出できません" in sato.reads()
    assert stage(office, "S31") == "draft"
    sato.says("/sheet S14 提出")  # よその課の評価票
    assert "福祉部長寿課" in sato.whispers()[-1]


def test_three_offices_speak_and_one_takes_back(office: Office) -> None:
    tanaka, watanabe, yamada, ito = office.tanaka, office.watanabe, office.yamada, office.ito
    tanaka.says("/内部意見 S19")
    tanaka.fills("意見", " ")
    assert "意見" in tanaka.submits()
    tanaka.fills("意見", "浴室の利用者数の目標")
    tanaka.fills("届け方", "下書きとして残す")
    assert tanaka.submits() == {}
    assert "浴室の利用者数の目標" in tanaka.reads()
    for person in (watanabe, ito, office.nakamura):  # よその人には見えない
        person.says("/sheet S19")
        assert "浴室の利用者数の目標" not in person.reads()
    assert stage(office, "S19") == "submitted"
    tanaka.says("/内部意見 S19")
    assert tanaka.holds("意見") == "浴室の利用者数の目標"
    tanaka.fills("意見", "浴室の利用者数の目標を示してください。")
    assert tanaka.submits() == {}
    watanabe.says("/内部意見 S19 改修費の内訳を示してください。")
    yamada.says("/内部意見 S19")
    yamada.presses("意見なし（行政改革担当）")
    assert stage(office, "S19") == "awaiting_answers"
    told(office, CHOJU, "S19", "意見なし", "次にすること：福祉部長寿課 が内部意見 2件に回答します")

    # 総合計画担当が取り下げると、また総合計画担当の番になる
    tanaka.says("/sheet S19")
    tanaka.presses("取り下げる")
    assert "浴室の利用者数の目標を示してください。" in tanaka.reads()
    assert tanaka.submits() == {}
    assert stage(office, "S19") == "in_review"
    assert "S19" in tanaka.opens_home()
    told(office, CHOJU, "S19", "取り下げました", "次にすること：総合計画担当")
    tanaka.says("/内部意見 S19")
    tanaka.presses("意見なし（総合計画担当）")

    # よその担当の意見は取り下げられない
    yamada.says("/内部意見 S19-O2 取下げ")
    assert "あなたの担当が述べたものではありません" in yamada.whispers()[-1]
    ito.says("/回答 S19-O2 設計書に内訳を付けます。")
    assert stage(office, "S19") == "answered"
    told(office, CHOJU, "S19", "改修費の内訳を示してください。", "設計書に内訳を付けます。", "次にすること：事務局")


def test_an_office_asks_again_until_it_is_content(office: Office) -> None:
    watanabe, sato, nakamura = office.watanabe, office.sato, office.nakamura
    watanabe.says("/sheet S24")
    assert "回答済" in watanabe.reads()
    watanabe.presses("再質問する")
    watanabe.fills("もう一度尋ねること", "　")
    assert "もう一度尋ねること" in watanabe.submits()
    watanabe.fills("もう一度尋ねること", "会場借上料の額を示してください。")
    assert watanabe.submits() == {}
    assert stage(office, "S24") == "awaiting_answers"
    told(office, JOHO, "S24", "再質問しました", "会場借上料の額を示してください。", "次にすること：市長公室情報課")

    # 再質問が残る間は確定できない
    nakamura.says("/sheet S24 確定")
    assert "未回答の意見が 1件" in nakamura.whispers()[-1]

    sato.presses_in(JOHO, "回答する", about="再質問")
    assert "会場借上料の額を示してください。" in sato.reads()
    assert sato.submits() != {}
    sato.fills("への回答", "会場借上料は48千円で、全額が委託金の対象です。")
    assert sato.submits() == {}
    assert stage(office, "S24") == "answered"
    told(office, JOHO, "S24", "会場借上料の額を示してください。", "会場借上料は48千円で", "次にすること：事務局")
    (opinion,) = [each for each in office.store.numbered("S24").opinions if each.again]
    assert opinion.again[0].about.text.startswith("令和元年度に")  # the answer that wasn't enough


def test_final_published_reopened_and_nobody_else_may(office: Office) -> None:
    nakamura, suzuki = office.nakamura, office.suzuki
    for word in ("差戻し", "確定", "公表", "再開"):
        for person in (suzuki, office.tanaka, office.kobayashi):
            person.says(f"/評価票 S24 {word}")
            assert "事務局" in person.whispers()[-1], word
    hands_on(nakamura, "S24", "確定する", "確定")
    assert stage(office, "S24") == "final"
    suzuki.says("/sheet S24 活動状況")
    assert "確定済み" in suzuki.reads()
    nakamura.says("/sheet S24 確定")
    assert "すでに確定しています" in nakamura.whispers()[-1]
    hands_on(nakamura, "S24", "公表する", "公表")
    told(office, JOHO, "S24", "公表済みとしました")
    nakamura.says("/sheet S24 再開")
    assert "理由" in nakamura.submits()
    nakamura.fills("理由", "委託金の額に誤りがありました。")
    assert nakamura.submits() == {}
    assert stage(office, "S24") == "answered"
    told(office, JOHO, "S24", "再開しました", "委託金の額に誤りがありました。", "次にすること：市長公室情報課")
    assert "再開されました" in suzuki.opens_home()
    suzuki.says("/sheet S24 活動状況")
    suzuki.fills("活動状況", "委託金の額を直した。")
    assert suzuki.submits() == {}
    hands_on(suzuki, "S24", "提出する", "提出")
    told(office, JOHO, "S24", "提出しました", "次にすること：事務局が内容を確かめて確定します")
    assert "再開されました" not in suzuki.opens_home()
    hands_on(nakamura, "S24", "確定する", "final")
    assert [event.action for event in office.store.history(office.store.numbered("S24").key)][-6:] == [
        "finalise",
        "publish",
        "reopen",
        "fill",
        "submit",
        "finalise",
    ]


def test_what_changed_while_the_form_was_open_is_looked_at_first(office: Office) -> None:
    nakamura, sato = office.nakamura, office.sato
    nakamura.says("/sheet S24 確定")
    sato.says("/sheet S24 活動状況")
    sato.fills("活動状況", "締切のあとに書き足した。")
    assert sato.submits() == {}
    assert nakamura.submits() == {}
    assert "佐藤 花子" in nakamura.reads()
    assert stage(office, "S24") == "answered"
    assert nakamura.submits() == {}
    assert stage(office, "S24") == "final"


def test_a_sheet_on_another_form_goes_the_same_way(start: Callable[..., Office], tmp_path: Path) -> None:
    (tmp_path / "data" / "forms").mkdir(parents=True)
    shutil.copy(Path(__file__).parents[1] / "forms" / "kazami-2024.toml", tmp_path / "data" / "forms")
    office = start(samples=False)
    people = {each.id: each for each in office.store.people()}
    theirs = {"U0TANAKA": ("policy",), "U0WATANABE": ("money",)}
    office.store.keep_office(
        [people[key].model_copy(update={"offices": offices}) for key, offices in theirs.items()], []
    )
    sheet: Sheet = office.store.add(second_content(), people["U0NAKAMURA"], datetime.now(ZONE))
    sato, tanaka, watanabe, nakamura = office.sato, office.tanaka, office.watanabe, office.nakamura

    sato.says("/評価票 K105 提出")
    assert "提出できません" in sato.reads()
    filled(office.store, office.store.sheet(sheet.key))
    hands_on(sato, "K105", "提出する", "提出")
    nakamura.says("/評価票 K105 差戻し 満足度の調べ方を書いてください。")
    assert nakamura.submits() == {}
    hands_on(sato, "K105", "提出する", "提出")
    tanaka.says("/内部意見 K105 夜間の来館者数を分けて示してください。")
    watanabe.says("/内部意見 K105")
    watanabe.presses("意見なし（財務課）")
    sato.says("/回答 K105-O1 次の表から分けます。")
    tanaka.says("/内部意見 K105-O1 再質問 今年度の分も分けられませんか。")
    assert stage(office, "K105") == "awaiting_answers"
    sato.says("/回答 K105-O1 今年度の10月分から分けます。")
    hands_on(nakamura, "K105", "確定する", "確定")
    hands_on(nakamura, "K105", "公表する", "公表")
    assert stage(office, "K105") == "published"
    assert office.problems == []
