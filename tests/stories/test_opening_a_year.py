"""The secretariat opens the next year: compares, opens, is pressed twice; a department writes; taking back is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.stories.conftest import Office

JOHO, CHOJU = "C0JOHO", "C0CHOJU"
TEN = "S01、S05、S08、S12、S14、S16、S19、S22、S24、S27"
HERE = Path(__file__).parents[1]


@pytest.fixture
def office(start: Callable[..., Office], tmp_path: Path) -> Office:
    """The sample office with next year's edition of its form."""
    folder = tmp_path / "data" / "forms"
    folder.mkdir(parents=True)
    sample = (HERE.parent / "store/samples/forms/hibarino-s-2020.toml").read_text("utf-8")
    title = sample.partition('title = "')[2].partition('"')[0]
    text = (HERE / "forms/nagakute-s-2021.toml").read_text("utf-8")
    old = text.partition('title = "')[2].partition('"')[0]
    text = text.replace(old, title).replace("nagakute-s-2021", "hibarino-s-2021")
    (folder / "hibarino-s-2021.toml").write_text(text, "utf-8")
    return start()


def opens(office: Office, which: str) -> None:
    """The secretariat opens these sheets without looking twice."""
    nakamura = office.nakamura
    nakamura.says("/year")
    nakamura.fills("引き継ぐ評価票", which)
    assert nakamura.submits() == {}
    assert nakamura.submits() == {}


def told_of_2021(office: Office, channel: str) -> int:
    return sum("2021年度の評価票を開きました" in said for said in office.yamada.messages(channel))


def test_the_secretariat_compares_opens_and_takes_back(office: Office) -> None:
    nakamura = office.nakamura

    # 事務局でなければ開けない
    for person in (office.sato, office.takahashi, office.kobayashi):
        person.says("/年度更新")
        assert "事務局" in person.whispers()[-1]

    # まちがった入力は、欄ごとに直し方が出る
    nakamura.says("/年度更新")
    assert nakamura.holds("新しい年度の様式") == "hibarino-s-2021"
    nakamura.fills("部課の変更", "福祉部長寿課")
    nakamura.fills("引き継ぐ評価票", "S99")
    assert set(nakamura.submits()) == {"部課の変更", "引き継ぐ評価票"}

    # 比べた結果を見る。まだ何も変わっていない
    nakamura.fills("部課の変更", "企画課 → 政策課")
    nakamura.fills("引き継ぐ評価票", TEN)
    assert nakamura.submits() == {}
    seen = nakamura.reads()
    nakamura.presses("次へ →")
    seen += nakamura.reads()
    for words in (
        "2020年度 → 2021年度",
        "引き継ぐ評価票",
        "10件",
        "企画課",
        "新しい様式にない欄",
        "新しい欄（提出までに記入が必要）",
        "S27-O1",
    ):
        assert words in seen, words
    nakamura.presses("入力に戻る")
    assert nakamura.holds("部課の変更") == "企画課 → 政策課"
    nakamura.fills("部課の変更", "")
    assert nakamura.submits() == {}
    assert office.store.sheets_of(2021) == ()

    # 開く。課のチャンネルに一度だけ知らせる
    assert nakamura.view["submit"]["text"] == "更新する"
    assert nakamura.submits() == {}
    assert "2021年度を開きました（10件）" in nakamura.reads()
    assert len(office.store.sheets_of(2021)) == 10
    office.eventually(lambda: told_of_2021(office, JOHO) == told_of_2021(office, CHOJU) == 1, seconds=20)

    # 誰も書かないうちは取り消せる
    nakamura.presses("取り消す")
    assert nakamura.submits() == {}
    assert "取り消しました" in nakamura.reads()
    assert office.store.sheets_of(2021) == ()
    assert office.problems == []


def test_a_department_writes_with_last_year_in_view_and_then_it_stays(office: Office) -> None:
    nakamura, sato = office.nakamura, office.sato
    opens(office, TEN)

    # 担当課：目標を見ながら実績を書く
    sato.says("/評価票 S27")
    assert "2021年度" in sato.reads()
    assert "の目標「" in sato.reads()
    sato.presses("昨年度")
    assert "2020年度" in sato.reads()
    sato.says("/評価票 S27 取組② R2")
    assert "県内市町村の共同調達に参加" in sato.reads()
    assert sato.holds("成果") == ""
    sato.fills("成果", "3市町と共同調達し、対象業務12件を洗い出した。")
    assert sato.submits() == {}
    sato.says("/評価票 S27 取組② R3")
    assert "昨年度の票が立てたこの年度の計画" in sato.reads()
    assert "3業務で運用を開始" in sato.holds("成果")
    assert sato.submits() == {}
    sheet = office.store.numbered("S27")
    assert sheet.values["initiatives/2/outcome/last"] == "3市町と共同調達し、対象業務12件を洗い出した。"
    assert "3業務で運用を開始" in str(sheet.values["initiatives/2/outcome/this"])
    assert [event.action for event in office.store.history(sheet.key)] == ["carry", "fill", "fill"]

    # 書き込まれたあとは取り消せず、どうすればよいかがわかる
    for line in ("/年度更新 取り消し", "/year undo"):
        nakamura.says(line)
        assert "S27" in nakamura.whispers()[-1]
        assert "評価票ごとに直せます" in nakamura.whispers()[-1]
    assert len(office.store.sheets_of(2021)) == 10

    # 残りの評価票を足す。すでにあるものはそのまま
    nakamura.says("/年度更新")
    assert "10件を開きました" in nakamura.reads()
    assert nakamura.holds("どの年度から") == "2020"
    assert nakamura.submits() == {}
    assert nakamura.submits() == {}
    assert office.store.numbered("S27") == office.store.sheet(sheet.key)
    assert len(office.store.sheets_of(2021)) == len(office.store.sheets_of(2020))
    assert office.problems == []
