"""App Home as it stays open all day: everybody's own, and as the documents are."""

from __future__ import annotations

import time

from tests.stories.conftest import Office
from tests.stories.people import Somebody

TEXT = "停電に備えた訓練を2回行った。"


def hashes(person: Somebody, seconds: float) -> list[str]:
    """The views that are published to somebody's App Home in the meantime, the one that stood there first."""
    found: list[str] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (now := person.home["hash"]) not in found[-1:]:
            found.append(now)
        time.sleep(0.02)
    return found


def test_somebody_elses_home_is_drawn_anew_once(office: Office) -> None:
    sato, suzuki = office.sato, office.suzuki
    before = sato.opens_home()
    suzuki.opens_home()
    assert "S31" in before
    suzuki.presses_at_home("開く", beside="S31")
    suzuki.presses("記入", beside="活動状況")
    suzuki.fills("活動状況", TEXT)
    assert suzuki.submits() == {}
    shown = hashes(sato, 1.5)
    assert len(shown) <= 2
    after = sato.reads_home()
    assert after != before
    assert suzuki.reads_home() == after


def test_what_is_handed_on_is_on_the_home_of_whoever_is_next(office: Office) -> None:
    nakamura, sato = office.nakamura, office.sato
    sato.opens_home()
    assert "差し戻されました" not in sato.reads_home()
    before = nakamura.opens_home()
    nakamura.says("/sheet S22 差戻し 目標に数を入れてください。")
    assert nakamura.submits() == {}
    office.eventually(lambda: "差し戻されました" in sato.reads_home() and "目標に数を" in sato.reads_home())
    office.eventually(lambda: nakamura.reads_home() != before)  # one more at the stage of those who write


def test_a_page_of_it_stays_where_they_stand(office: Office) -> None:
    nakamura, sato = office.nakamura, office.sato
    nakamura.opens_home()
    nakamura.presses_at_home("一覧")
    office.eventually(lambda: "すべての評価票" in nakamura.reads_home())
    before = nakamura.home["hash"]
    sato.says("/sheet S31 活動状況")
    sato.fills("活動状況", TEXT)
    assert sato.submits() == {}
    office.eventually(lambda: nakamura.home["hash"] != before)
    assert "すべての評価票" in nakamura.reads_home()
    nakamura.presses_at_home("わたしの評価票")
    office.eventually(lambda: "課ごとの進み" in nakamura.reads_home())
