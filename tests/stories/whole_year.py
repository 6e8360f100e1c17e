"""What people do in a year, sheet by sheet, from chat; and the account that is kept of it, to hold the history against."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial

from store.sheet import Sheet
from tests.stories.cities import OWNERS, City
from tests.stories.conftest import Office
from tests.stories.people import Somebody

JOHO, CHOJU, RECORD = "C0JOHO", "C0CHOJU", "sheet.record"
OPERATOR = ""
"""Who takes files in at the terminal has no user id."""


@dataclass
class Year:
    """A city's year. `account` counts who did what to which sheet: its key, the event's action, the user id."""

    office: Office
    city: City
    account: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def sheet(self, number: str) -> Sheet:
        """The sheet of this year."""
        return self.office.store.numbered(number, self.city.year)

    def stage(self, number: str) -> str:
        return str(self.sheet(number).stage)

    def writer(self, number: str) -> Somebody:
        """Who writes the sheet for its department."""
        return self.office.sato if self.city.owner(number) == OWNERS[0] else self.office.takahashi

    def did(self, number: str, action: str, who: Somebody, year: int | None = None) -> None:
        """Note down what must be found in the history."""
        key = self.office.store.numbered(number, year or self.city.year).key
        self.account[key, action, who.id] += 1

    def each_at_once(self, work: Callable[[str], None]) -> None:
        """Both departments work through their sheets, at the same time."""
        own = [[number for number in self.city.numbers if self.city.owner(number) == owner] for owner in OWNERS]
        self.at_once(*(partial(_each, work, numbers) for numbers in own))

    def at_once(self, *jobs: Callable[[], object]) -> None:
        with ThreadPoolExecutor(len(jobs)) as pool:
            for done in [pool.submit(job) for job in jobs]:
                done.result()

    # --- the department -----------------------------------------------------------------------------

    def fills_in(self, number: str) -> None:
        """What is still empty."""
        who, (_, section, label, words) = self.writer(number), self.city.empty
        who.says(f"/評価票 {number} {section}")
        who.fills(label, words)
        assert who.submits() == {}
        assert "保存しました" in who.reads()
        self.did(number, "fill", who)

    def takes_notes(self, number: str) -> None:
        """What was recorded is written up: chosen, read, and saved."""
        who, (address, section, label) = self.writer(number), self.city.notes
        who.says(f"/評価票 {number} {section}")
        (offered,) = (each["element"] for each in who.view["blocks"] if each["block_id"] == f"take:{address}")
        who.fills(f"{label}に加える", "、".join(each["text"]["text"] for each in offered["options"]))
        assert who.submits() == {}
        assert "まだ保存していません" in who.reads()
        assert who.submits() == {}
        assert "加え済みにしました" in who.reads()
        self.did(number, "fill", who)
        self.did(number, "take_note", who)

    def hands_in(self, number: str, reason: str = "") -> None:
        """Submit; with a reason where the checks ask for one."""
        who = self.writer(number)
        who.says(f"/評価票 {number} 提出")
        assert who.view["submit"]["text"] == "提出する", who.reads()
        if reason:
            assert "このまま提出する理由" in who.submits()
            who.fills("このまま提出する理由", reason)
        assert who.submits() == {}, who.reads()
        assert f"✓ {number} を提出しました。" in who.reads()
        assert self.stage(number) == "submitted"
        self.did(number, "submit", who)

    def answers(self, number: str) -> None:
        """All opinions of a sheet in one form."""
        who = self.writer(number)
        who.says(f"/回答 {number}")
        for opinion in self.sheet(number).open_opinions:
            who.fills(f"{number}-{opinion.id} への回答", f"{opinion.text}について、来年度の予算に合わせて示します。")
        assert who.submits() == {}
        assert self.stage(number) == "answered"
        self.did(number, "answer", who)

    # --- the offices --------------------------------------------------------------------------------

    def review(self) -> None:
        """All offices go through all sheets at the same time; of every sheet, one of three has nothing to say."""
        self.at_once(*(partial(self._reviews, n, name) for n, name in enumerate(self.city.offices)))

    def _reviews(self, nth: int, name: str) -> None:
        who, label = getattr(self.office, name), self.city.offices[name]
        for n, number in enumerate(self.city.numbers):
            if (nth + n) % 3 == 0:
                who.says(f"/内部意見 {number}")
                who.presses(f"意見なし（{label}）")
            elif (nth, n) == (0, 1):
                self._drafts_first(who, number)
            else:
                who.says(f"/内部意見 {number} {label}から、{number}の効果の数値")
                assert "✓" in who.whispers()[-1]
            self.did(number, "opinion", who)

    def _drafts_first(self, who: Somebody, number: str) -> None:
        """A draft is its office's alone until it is released."""
        who.says(f"/内部意見 {number}")
        who.fills("意見", "目標の根拠")
        who.fills("届け方", "下書きとして残す")
        assert who.submits() == {}
        self.office.nakamura.says(f"/評価票 {number}")
        assert "目標の根拠" not in self.office.nakamura.reads()
        assert not [each for each in self.sheet(number).opinions if each.given and each.given.by == who.id]
        who.says(f"/内部意見 {number}")
        assert who.holds("意見") == "目標の根拠"
        who.fills("意見", "目標の根拠を示してください。")
        assert who.submits() == {}

    # --- the secretariat ----------------------------------------------------------------------------

    def hands_all_on(self, word: str, action: str) -> None:
        """The two of the secretariat share the sheets."""
        people = (self.office.nakamura, self.office.kobayashi)
        own = [self.city.numbers[n::2] for n in range(2)]
        self.at_once(
            *(
                partial(_each, partial(self.hands_on, word=word, action=action, who=who), numbers)
                for who, numbers in zip(people, own, strict=True)
            )
        )

    def hands_on(self, number: str, word: str, action: str, reason: str = "", *, who: Somebody | None = None) -> None:
        """差戻し, 確定, 再開, 公表: by words, to the form that asks first."""
        who = who or self.office.nakamura
        who.says(f"/評価票 {number} {word}")
        if reason:
            assert "理由" in who.submits()
            who.fills("理由", reason)
        assert who.submits() == {}
        self.did(number, action, who)


def _each(work: Callable[[str], None], numbers: Sequence[str]) -> None:
    for number in numbers:
        work(number)
