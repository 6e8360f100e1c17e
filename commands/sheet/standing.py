"""How far the year is: at which stage its sheets stand, how far each department is, what each office has still to hear."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from commands.kit.card import bar
from commands.kit.pages import paged
from commands.kit.reply import Button, Buttons, Facts, Heading, Menu, Note, Part, Row, View
from commands.kit.request import Subject
from store.person import Person
from store.sheet import Stage
from store.standing import Standing
from store.store import Store
from store.text import Label, Text

ACT_ON = (Stage.ANSWERED, Stage.FINAL, Stage.SUBMITTED)
"""The stages at which the secretariat does the next step, or looks at what came in; the most pressing first."""

FEW = 10
"""So many departments are shown beside other things: those that have the longest way to go."""


def stages(sheets: Sequence[Standing]) -> Iterator[Part]:
    """How many sheets of the year stand at each stage, those to act on first, and the way to them."""
    if not sheets:
        return
    counts = Counter(sheet.stage for sheet in sheets)
    order = [*ACT_ON, *(stage for stage in Stage if stage not in ACT_ON)]
    yield Heading(Text.of("sheet.year_stands", year=str(sheets[0].year), count=len(sheets)))
    yield Facts(tuple((Text.of(f"store.stage_{stage}"), _counted(stage, counts[stage])) for stage in order))
    options = tuple(
        (Text.of("sheet.stage_option", stage=Text.of(f"store.stage_{stage}"), count=counts[stage]),
         Subject(part=f"stage {stage}"))
        for stage in order
        if counts[stage]
    )  # fmt: skip
    yield Row(Text.of("sheet.by_stage"), None, Menu(Text.of("sheet.choose_stage"), "sheet.turn", options))


def heard(who: Person, sheets: Sequence[Standing], store: Store) -> Iterator[Part]:
    """Of each office for which they speak, how many submitted sheets have its word, and how many wait for it."""
    submitted = [sheet for sheet in sheets if sheet.submitted]
    pairs: list[tuple[Label, Text]] = []
    for key, label in store.offices().items():
        theirs = [sheet for sheet in submitted if key in sheet.offices]
        if key in who.offices and sheets:
            waits = sum(key in sheet.offices_to_hear for sheet in theirs)
            done = len(theirs) - waits
            said = Text.of("sheet.office_stands", bar=bar(done, len(theirs)), done=done, of=len(theirs), waits=waits)
            pairs.append((label, said))
    if pairs:
        yield Heading(Text.of("sheet.offices_stand", year=str(sheets[0].year)))
        yield Facts(tuple(pairs))


def departments_beside(sheets: Sequence[Standing]) -> Iterator[Part]:
    """The departments that have the longest way to go; all of them, where they are few."""
    rows = _departments(sheets)
    if not rows:
        return
    yield Heading(Text.of("sheet.departments", count=len(rows)))
    yield from rows[:FEW]
    if len(rows) > FEW:
        yield Buttons((Button(Text.of("sheet.show_departments"), "sheet.turn", Subject(part="departments")),))


def departments_view(store: Store, page: int) -> View:
    """How far every department is in the latest year."""
    rows = _departments(store.latest_standings())
    nothing = () if rows else (Note(Text.of("sheet.none")),)
    shown = paged(rows, page, "sheet.turn", Subject(part="departments"))
    back = Buttons((Button(Text.of("sheet.show_mine"), "sheet.turn", Subject(part="mine")),))
    heading = Heading(Text.of("sheet.departments", count=len(rows)))
    return View(
        Text.of("sheet.list_title"), (heading, *nothing, *shown, back), subject=Subject("", "departments", page)
    )


def _counted(stage: Stage, count: int) -> Text:
    return Text.of(f"sheet.act_{stage}" if stage in ACT_ON and count else "sheet.counted", count=count)


def _departments(sheets: Sequence[Standing]) -> list[Row]:
    """One for each department, those first that have the longest way to go."""
    owned: dict[str, list[Standing]] = {}
    for sheet in sheets:
        owned.setdefault(sheet.owner, []).append(sheet)
    found = [(_department(owner, theirs), _way_behind(theirs)) for owner, theirs in owned.items()]
    return [row for row, _ in sorted(found, key=lambda each: each[1])]


def _department(owner: str, sheets: Sequence[Standing]) -> Row:
    done, required = _filled(sheets)
    note = Text.of(
        "sheet.department_stands", bar=bar(done, required), done=done, required=required, count=len(sheets),
        submitted=sum(each.submitted for each in sheets), final=sum(each.finalised for each in sheets),
    )  # fmt: skip
    return Row(owner or "—", note, Button(Text.of("kit.open"), "sheet.turn", Subject(part=f"of {owner}")))


def _way_behind(sheets: Sequence[Standing]) -> tuple[float, float, float]:
    done, required = _filled(sheets)
    final, submitted = (
        sum(marks) / len(sheets) for marks in ([each.finalised for each in sheets], [each.submitted for each in sheets])
    )
    return final, submitted, done / required if required else 1


def _filled(sheets: Sequence[Standing]) -> tuple[int, int]:
    return sum(sheet.progress[0] for sheet in sheets), sum(sheet.progress[1] for sheet in sheets)
