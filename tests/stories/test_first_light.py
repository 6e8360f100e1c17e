"""A real sheet goes in, is worked on from chat, and comes out again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from tests.office import SEED, seed_text
from tests.stories.conftest import Office

ACTIVITY = "AI・OCRの勉強会を2回開き、のべ41人が参加した。"
OPINION = "AI・RPAの効果を、削減時間と費用で示してください。"


def exported(number: str) -> str:
    """What `hyoka export` gives."""
    result = CliRunner().invoke(app, ["export", number, "--format", "text"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_real_sheet_is_worked_on_from_chat(start: Callable[..., Office]) -> None:
    seed_text()  # skips where the real sheet isn't at hand
    taken = CliRunner().invoke(app, ["import", str(SEED)])
    assert taken.exit_code == 0, taken.output
    office = start(samples=False)
    sato, finance = office.sato, office.watanabe

    # 職員：活動状況と費用を直す
    sato.says("/sheet S27")
    assert "回答待ち" in sato.reads()
    sato.presses("記入", beside="活動状況")
    assert sato.holds("活動状況").startswith("事務作業効率化について")
    sato.fills("活動状況", ACTIVITY)
    assert sato.submits() == {}
    assert "保存しました" in sato.reads()

    sato.says("/評価票 S27 取組② R2")
    sato.fills("費用", "AI活用システム使用料 ２，４００千円\nAI活用システム設定委託 578,000円")
    assert sato.submits() == {}
    assert "AI活用システム使用料 2,400千円" in sato.reads()

    # 財政担当：意見を述べる
    finance.says(f"/opinion S27 {OPINION}")
    assert "S27-O3" in finance.whispers()[-1]

    # 職員：回答する
    sato.says("/answer S27")
    for opinion, answer in [
        ("S27-O1", "検証のうえ進めます。"),
        ("S27-O2", "在宅勤務で活用します。"),
        ("S27-O3", "削減時間を示します。"),
    ]:
        sato.fills(f"{opinion} への回答", answer)
    assert sato.submits() == {}
    assert "回答済" in sato.reads()

    # 書き出し：空だった欄が埋まり、履歴に3つの変更が残る
    text = exported("S27")
    assert (
        text.splitlines()[-1]
        == "内部意見への回答\t・検証のうえ進めます。 ・在宅勤務で活用します。 ・削減時間を示します。"
    )
    assert f"活動状況\t（活動のエピソード、コメント、特記事項など） {ACTIVITY}" in text
    assert "\tAI活用システム使用料 2,400千円\t" in text
    assert OPINION in next(line for line in text.splitlines() if line.startswith("内部意見\t"))
    events = office.store.history(office.store.numbered("S27").key)
    told = [(event.name, difference.field) for event in events[1:] for difference in event.differences]
    assert told == [
        ("佐藤 花子", "activity"),
        ("佐藤 花子", "initiatives/2/cost/this"),
        ("渡辺 隆", "opinions/O3"),
        ("佐藤 花子", "answers/A1"),
        ("佐藤 花子", "answers/A2"),
        ("佐藤 花子", "answers/A3"),
    ]

    # チャンネルのスレッド：だれが何を変えたか
    office.eventually(lambda: len(sato.thread("C0JOHO", "S27")) == 4, seconds=20)
    thread = sato.thread("C0JOHO", "S27")
    assert "佐藤 花子" in thread[0]
    assert ACTIVITY in thread[0]
    assert OPINION in thread[2]
    assert "検証のうえ進めます。" in thread[3]
    assert office.problems == []


def test_a_second_process_may_read_but_not_write(office: Office, tmp_path: Path) -> None:
    assert exported("S27").count("\t") > 50
    refused = CliRunner().invoke(app, ["import", str(SEED)])
    assert refused.exit_code != 0


def test_the_sample_office_can_be_tried_in_english(
    start: Callable[..., Office], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HYOKA_LANGUAGE", "en")
    office = start()
    office.sato.says("/sheet")
    assert "Waiting for you" in office.sato.reads()
    assert {each.title for each in office.demo.workspace.people()} >= {"Secretariat", "Planning"}
