"""Evidence all year: a colleague's words are recorded in a thread, and written up in spring while somebody else writes too."""

from __future__ import annotations

from tests.stories.conftest import Office
from tests.stories.people import Somebody

JOHO, RECORD = "C0JOHO", "sheet.record"
SAID = "AI・OCRの勉強会を開き、41人が参加しました。"
REPLY = "@鈴木 健太 他市からも *3人* が見学に来ました :tada: https://example.jp/a_b #情報課"
PLAIN = "@鈴木 健太 他市からも 3人 が見学に来ました 🎉 https://example.jp/a_b #情報課"


def test_what_is_said_in_a_thread_is_recorded_from_there(office: Office) -> None:
    sato, suzuki = office.sato, office.suzuki
    before = office.store.numbered("S27")

    # 秋：同僚がスレッドで伝えたことを、スラッシュコマンドの使えないスレッドから記録する
    suzuki.says(SAID, JOHO)
    sato.replies(JOHO, SAID, REPLY)
    assert suzuki.uses(RECORD, JOHO, "*3人*") == ""
    assert "佐藤 花子 さんの" in suzuki.reads()
    assert suzuki.holds("記録する内容") == PLAIN
    assert "どの評価票の記録にしますか" in suzuki.submits()
    suzuki.fills("どの評価票の記録にしますか", "S27")
    suzuki.fills("記録する内容", "他市からも3人が見学に来ました。")
    assert suzuki.submits() == {}
    assert "✓ S27 に記録しました。" in suzuki.reads()
    (note,) = office.store.notes(before)
    assert (note.said.name, note.said.by) == ("佐藤 花子", "U0SATO")
    assert "thread_ts=" in note.said.link
    assert office.store.numbered("S27").revision == before.revision
    told = "他市からも3人が見学に来ました。"
    office.eventually(lambda: any(told in each for each in sato.thread(JOHO, "S27 ICT")), seconds=20)

    # 同じ投稿は、二度は記録されない
    sato.uses(RECORD, JOHO, "*3人*")
    assert "記録済み" in sato.reads()
    sato.fills("どの評価票の記録にしますか", "S27")
    assert "鈴木 健太 さんが" in sato.submits()["どの評価票の記録にしますか"]


def test_the_notes_of_the_year_are_written_up_in_spring_while_somebody_else_writes(office: Office) -> None:
    sato, suzuki = office.sato, office.suzuki
    before = office.store.numbered("S27")
    began = str(before.values["activity"])
    suzuki.says(SAID, JOHO)
    sato.uses(RECORD, JOHO, SAID)
    sato.fills("どの評価票の記録にしますか", "S27")
    assert sato.submits() == {}
    sato.closes()
    sato.says("/評価票 S27 記録 手順書を作り、全課に配った。", JOHO)
    assert "✓ S27 に記録しました。" in sato.whispers(JOHO)[-1]

    # 春：活動状況を開くと、記録が並んでいる。選んで保存すると、先に文が見える
    sato.says("/評価票 S27 活動状況")
    assert "集めた記録（2件）" in sato.reads()
    chosen = [each for each in options(sato) if "佐藤 花子" in each or "鈴木 健太" in each]
    assert len(chosen) == 2
    sato.fills("活動状況に加える", "、".join(chosen))
    assert sato.submits() == {}
    text = sato.holds("活動状況")
    assert text.startswith(began)
    assert all(words in text for words in (SAID, "手順書を作り、全課に配った。"))
    assert office.store.numbered("S27").values["activity"] == began

    # その間に、ほかの人が同じ欄を書く
    suzuki.says("/評価票 S27 活動状況")
    suzuki.fills("活動状況", "鈴木が先に書いた文。")
    assert suzuki.submits() == {}

    # 両方が並び、足した文は残っている
    assert sato.submits() == {}
    assert "鈴木が先に書いた文。" in sato.reads()
    assert sato.holds("活動状況") == text
    sato.fills("どちら", "自分")
    sato.fills("活動状況", f"鈴木が先に書いた文。\n{text}")
    assert sato.submits() == {}
    assert "記録 2件を加え済みにしました。" in sato.reads()
    assert str(office.store.numbered("S27").values["activity"]).endswith(text)
    assert all(note.taken for note in office.store.notes(before))
    sato.presses("記録を見る")
    assert sato.reads().count("加え済み") == 2


def test_who_may_not_record_is_told_whom_to_tell(office: Office) -> None:
    office.suzuki.says(SAID, JOHO)
    for stranger in (office.watanabe, office.takahashi):
        stranger.uses(RECORD, JOHO, SAID)
    assert office.watanabe.view is None
    assert "担当課か事務局に伝えて" in office.watanabe.whispers(JOHO)[-1]
    assert "S27" not in office.takahashi.reads()  # the sheets of their own department only
    office.takahashi.says("/評価票 S27 記録 言葉")
    assert "市長公室情報課 に伝えて" in office.takahashi.whispers()[-1]


def options(who: Somebody) -> list[str]:
    """What can be chosen among the notes of the form on top."""
    (choice,) = (each["element"] for each in who.view["blocks"] if each["block_id"] == "take:activity")
    return [each["text"]["text"] for each in choice["options"]]
