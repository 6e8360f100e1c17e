"""The same words again (前年踏襲): across the periods of an item, or as last year's sheet had them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from store.checks.finding import Finding
from store.checks.seen import Cell, Line, Seen, essence
from store.checks.writing import flat, measures, without_years
from store.kinds import TextKind
from store.text import Text, excerpt

REMARK = 15
"""Letters of a text up to which a row that may stay empty is a remark (順調): the same one twice means nothing."""

LONG = 30
"""Letters from which a text whose years alone have changed counts as the same: a short one may be about its year."""

_KEPT = re.compile("維持|据え?置|保つ|保持|継続|現状")
"""Says that a target stays as it is on purpose. Beside a number, that is a target like any other."""

_SAME = re.compile(
    r"(?:(?:前年度?|昨年度?|前期|前回|例年|従来|上記|(?:r|h|令和|平成)?(?:元|\d+)年度?)の?(?:目標|計画|実績|内容|取組|取り組み)?"
    r"[とに]?(?:同じ|同様|同一|同水準|同程度|同左|同上|並み|準じる|準ずる|どおり|通り)|同上|同左|同じ|同様)"
    r"(?:の?(?:内容|目標|取組|取り組み))?[とにをで]?(?:実施|継続|行う|する|です|である)*"
)

_DITTO = re.compile("[〃″”]+")


def refers(text: str) -> bool:
    """Whether a text says nothing but that it is as another one: 前年度と同じ, 同上, 〃."""
    return bool(_SAME.fullmatch(essence(text)) or _DITTO.fullmatch(text))


def alike(line: Line, now: Seen) -> Iterator[tuple[Cell, ...]]:
    """The cells of a row that say something, those of the same words together."""
    groups: dict[str, list[Cell]] = {}
    for cell in line.cells:
        if cell.text and not now.is_none(cell.text) and not refers(cell.text):
            groups.setdefault(essence(cell.text), []).append(cell)
    return (tuple(group) for group in groups.values())


def repeated(now: Seen, before: Seen | None) -> Iterator[Finding]:
    """One finding for all cells of a row that say the same, and one for those that say what last year's did."""
    for line in now.lines:
        if isinstance(line.row.kind, TextKind):
            yield from _referring(line, now)
            yield from _across(line, now)
            if before is not None:
                yield from _again(line, now, before)
    if before is not None:
        yield from _fields(now, before)


def _referring(line: Line, now: Seen) -> Iterator[Finding]:
    cells = tuple(cell for cell in line.cells if cell.text and refers(cell.text))
    if cells:
        yield _finding(now, cells, Text.of("checks.refers", text=excerpt(cells[0].text, 20)))


def _across(line: Line, now: Seen) -> Iterator[Finding]:
    for cells in alike(line, now):
        if len(cells) > 1 and not _meant(line, cells[0].text):
            vague = line.row.required and any(cell.period.tense == "plan" for cell in cells)
            vague = vague and not measures(cells[0].text)
            yield _finding(now, cells, Text.of("checks.same_vague" if vague else "checks.same", count=len(cells)))


def _again(line: Line, now: Seen, before: Seen) -> Iterator[Finding]:
    """Cells that say in their column what last year's sheet said there, about another year.

    In a column without a year a target may stand for years, if it can be measured.
    """
    then = _line_before(line, before)
    if then is None:
        return
    old = {cell.period.key: cell.text for cell in then.cells}
    cells = tuple(
        cell
        for cell in line.cells
        if not now.is_none(cell.text)
        and not refers(cell.text)
        and not _meant(line, cell.text)
        and not (cell.period.offset is None and measures(cell.text))
        and _is_same(cell.text, old.get(cell.period.key, ""))
    )
    if cells:
        yield _finding(now, cells, Text.of("checks.same_as_last_year"))


def _fields(now: Seen, before: Seen) -> Iterator[Finding]:
    """Texts that are written anew each year, and weren't. What the form carries over is meant to stay."""
    for address, text in now.texts.items():
        leaf = now.leaves[address]
        if "/" in address or leaf.carried or leaf.by != "owner":
            continue
        if isinstance(leaf.kind, TextKind) and leaf.kind.lines and _is_same(text, before.texts.get(address, "")):
            yield now.finding("repeated", (address,), Text.of("checks.same_as_last_year"))


def _line_before(line: Line, before: Seen) -> Line | None:
    """The same row of the same item: found by its title, for its place may be another."""
    table = line.item.split("/")[0]
    return next(
        (
            each
            for each in before.lines
            if each.item.split("/")[0] == table
            and each.row.key == line.row.key
            and essence(each.title) == essence(line.title)
        ),
        None,
    )


def _meant(line: Line, text: str) -> bool:
    """Whether saying it again is no oversight: a short remark, or a number that is to stay."""
    remark = not line.row.required and len(essence(text)) < REMARK
    return remark or (measures(text) and bool(_KEPT.search(flat(text))))


def _is_same(text: str, old: str) -> bool:
    if essence(text) == essence(old):
        return True
    bare = essence(without_years(flat(text)))
    return len(bare) >= LONG and bare == essence(without_years(flat(old)))


def _finding(now: Seen, cells: tuple[Cell, ...], text: Text) -> Finding:
    return now.finding("repeated", tuple(cell.address for cell in cells), text)
