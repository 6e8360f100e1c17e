"""Two cities whose year is played: which form they have, who is who, and their sheets as files before anything is done."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from store.form import Forms, Leaf
from store.formats.content import Content
from store.formats.text import render
from store.kinds import ChoiceKind, CostsKind, DateKind, NamesKind, NumberKind, TextKind, Value

OWNERS = ("市長公室情報課", "福祉部長寿課")
HERE = Path(__file__).parents[1]


@dataclass(frozen=True)
class City:
    """A city, and what its form calls the places in which the story writes.

    Attributes:
        numbers: of its sheets; the first half belongs to the first of `OWNERS`.
        offices: who reviews for which office: names in the sample office, and labels of the form.
        empty: the field that every department still has to fill in: its address, section, label, and words for it.
        notes: the field into which notes are taken over: its address, section and label.
        plan: a plan of this year's; next year it is the target beside `actual` (address, words that open it, label, words).
        ditto: a plan that says the same as last year, on the second sheet.
    """

    edition: str
    year: int
    numbers: tuple[str, ...]
    offices: Mapping[str, str]
    empty: tuple[str, str, str, str]
    notes: tuple[str, str, str]
    plan: str
    actual: tuple[str, str, str, str]
    ditto: str
    next_edition: str

    def owner(self, number: str) -> str:
        """The department that writes a sheet."""
        return OWNERS[self.numbers.index(number) >= len(self.numbers) / 2]

    def settle(self, folder: Path) -> None:
        """Put the forms that don't come with the program into the data folder."""
        own = folder / "forms"
        own.mkdir(parents=True)
        if self.edition == "kazami-2024":
            shutil.copy(HERE / "forms" / "kazami-2024.toml", own)
            return
        sample = (HERE.parent / "store/samples/forms/hibarino-s-2020.toml").read_text("utf-8")
        text = (HERE / "forms/nagakute-s-2021.toml").read_text("utf-8")
        text = text.replace(_title(text), _title(sample)).replace("nagakute-s-2021", self.next_edition)
        (own / f"{self.next_edition}.toml").write_text(text, "utf-8")

    def write(self, folder: Path, forms: Forms) -> Iterator[Path]:
        """Write a file for each sheet, with everything but what the story is about."""
        form = forms.get(self.edition)
        leaves = form.leaves(self.year, {table.key: 2 for table in form.tables})
        for number in self.numbers:
            written = {address: self._value(number, leaf, n) for n, (address, leaf) in enumerate(leaves.items(), 1)}
            values = {address: value for address, value in written.items() if value is not None}
            if number == self.numbers[1]:
                values[self.ditto] = "前年度と同じ"
            file = folder / f"{number}.txt"
            file.write_text(render(Content(self.edition, self.year, values), form), "utf-8")
            yield file

    def _value(self, number: str, leaf: Leaf, n: int) -> Value | None:
        """Something of its own in every place, so that nothing is the same as anything else."""
        fixed = {"number": number, "name": f"施策{number}", "owner": self.owner(number)}
        if leaf.address in fixed:
            return fixed[leaf.address]
        if leaf.address in (self.empty[0], self.notes[0]):
            return None
        is_cell = leaf.address.count("/") > 2
        match leaf.kind:
            case NamesKind():
                return None
            case TextKind() if is_cell and not leaf.required:
                return None
            case ChoiceKind():
                return leaf.kind.options[0].key
            case NumberKind():
                return leaf.kind.read(str(100 + n))
            case CostsKind():
                return leaf.kind.read(f"委託料 {200 + n}千円")
            case DateKind():
                return leaf.kind.read("2015-04-01")
            case _:
                words = f"講座を{n}回開く" if is_cell else f"{leaf.label.ja}について書いたこと{n}"
                return leaf.kind.read(words)


def _title(form: str) -> str:
    return form.partition('title = "')[2].partition('"')[0]


HIBARINO = City(
    edition="hibarino-s-2020",
    year=2020,
    numbers=tuple(f"S{n:02d}" for n in range(41, 51)),
    offices={"tanaka": "総合計画担当", "watanabe": "財政担当", "yamada": "行政改革担当"},
    empty=("activity", "活動状況", "活動状況", "地区の集いを12回開き、のべ340人が参加した。"),
    notes=("activity", "活動状況", "活動状況"),
    plan="initiatives/1/outcome/this",
    actual=("initiatives/1/outcome/last", "取組① R2", "成果", "講座を18回開いた。"),
    ditto="initiatives/1/outcome/next",
    next_edition="hibarino-s-2021",
)
KAZAMI = City(
    edition="kazami-2024",
    year=2024,
    numbers=("K101", "K102", "K103"),
    offices={"tanaka": "政策推進課", "watanabe": "財務課"},
    empty=("rating", "総合評価", "総合評価", "継続"),
    notes=("mandatory_reason", "概要", "その理由"),
    plan="indicators/1/actual/y0",
    actual=("indicators/1/actual/y1", "指標名① R6", "実績値", "1,240"),
    ditto="indicators/1/comment/y0",
    next_edition="kazami-2024",
)
