"""The input for a place of a sheet, by its kind; and the form for a portion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commands.kit import lastyear
from commands.kit.reply import ChoiceInput, DateInput, Heading, Input, ManyInput, Note, Part, Quote, TextInput, View
from commands.kit.request import Given, Request, Subject
from store.form import Leaf, Portion
from store.kinds import ChoiceKind, CostsKind, DateKind, NamesKind, NumberKind, TextKind, or_none
from store.person import Person
from store.sheet import Sheet, Written
from store.store import Clash, Store
from store.text import Said, Text

KEEP = "keep/"
MINE, THEIRS = "mine", "theirs"


def input_for(leaf: Leaf, sheet: Sheet, store: Store, written: Given = None) -> Input:
    """An input holding `written`, or what stands in the sheet."""
    value = sheet.values.get(leaf.address)
    text = written if isinstance(written, str) else ("" if value is None else leaf.kind.write(value))
    match leaf.kind:
        case TextKind():
            return TextInput(leaf.address, leaf.label, text, _hint(leaf), multiline=leaf.kind.lines)
        case NumberKind():
            hint = Text.of("kit.number_hint", unit=leaf.kind.unit or "-", or_none=or_none(leaf.kind.words_for_none))
            return TextInput(leaf.address, leaf.label, text, _hint(leaf, hint), multiline=False)
        case CostsKind():
            return TextInput(
                leaf.address,
                leaf.label,
                text,
                _hint(leaf, Text.of("kit.costs_hint", or_none=or_none(leaf.kind.words_for_none))),
            )
        case DateKind():
            return DateInput(leaf.address, leaf.label, text, _hint(leaf))
        case ChoiceKind():
            chosen = text if written is not None else str(value or "")
            options = tuple((each.key, _option(leaf.kind, each.key)) for each in leaf.kind.options)
            return ChoiceInput(leaf.address, leaf.label, options, chosen, _hint(leaf))
        case NamesKind():
            names = written if isinstance(written, tuple) else _names(value)
            known = {each.name for each in store.departments()} | set(names)
            if not known:
                return TextInput(leaf.address, leaf.label, "", _hint(leaf, Text.of("kit.names_hint")), multiline=False)
            return ManyInput(
                leaf.address, leaf.label, tuple((name, name) for name in sorted(known)), names, _hint(leaf)
            )


def form_for(
    portion: Portion,
    sheet: Sheet,
    who: Person,
    store: Store,
    *,
    notes: Sequence[Part] = (),
    step: str = "sheet.fill",
    beside: Mapping[str, Sequence[Part | Input]] | None = None,
    typed: Mapping[str, Given] | None = None,
    seen: int | None = None,
) -> View:
    """The form that fills in a portion by `step`; what the person may not write is shown to read.

    `beside` stands before the inputs of the fields that it names. With `typed`, the inputs hold what the person has
    typed since the sheet was `seen` at that revision.
    """
    parts: list[Part | Input] = [Heading(_named(sheet, portion)), *notes]
    writable = [leaf for leaf in portion.leaves if sheet.may_fill(who, leaf)]
    plans = lastyear.plans_of(sheet, store) if writable else {}
    parts += lastyear.drafted(portion, plans, sheet)
    typed, revision = typed or {}, sheet.revision if seen is None else seen
    for leaf in portion.leaves:
        if leaf in writable:
            plan = plans.get(leaf.address)
            draft = lastyear.draft_of(plan, sheet) or None
            written = (typed[leaf.address] or "") if leaf.address in typed else draft
            parts += [*(beside or {}).get(leaf.address, ()), *lastyear.beside(plan, sheet, leaf.label)]
            parts.append(input_for(leaf, sheet, store, written))
        else:
            parts.append(Quote(sheet.written(leaf) or Text.of("kit.empty"), leaf.label))
    if not writable:
        parts.append(Note(Text.of(_why_not(portion, sheet), owner=sheet.owner)))
        return View(sheet.number, tuple(parts), subject=Subject(sheet.key, portion.key, sheet.revision))
    return View(sheet.number, tuple(parts), step, Text.of("kit.save"), Subject(sheet.key, portion.key, revision))


def clash_form(
    portion: Portion,
    sheet: Sheet,
    store: Store,
    typed: Mapping[str, Given],
    clashes: Sequence[Clash],
    *,
    step: str = "sheet.fill",
) -> View:
    """Both versions side by side; everything that was typed is in it, and nothing is saved yet."""
    clashed = {clash.address: clash for clash in clashes}
    parts: list[Part | Input] = [Heading(_named(sheet, portion)), Note(Text.of("kit.clash"))]
    for leaf in portion.leaves:
        if leaf.address not in typed:
            continue
        mine = input_for(leaf, sheet, store, typed[leaf.address] or "")
        parts += side_by_side(mine, clashed.get(leaf.address), sheet.written(leaf) or Text.of("kit.empty"))
    return View(sheet.number, tuple(parts), step, Text.of("kit.save"), Subject(sheet.key, portion.key, sheet.revision))


def side_by_side(mine: Input, clash: Clash | None, theirs: Said) -> list[Part | Input]:
    """What was typed; where somebody else wrote into the same place, with their words and whose to keep."""
    if clash is None:
        return [mine]
    by = Text.of("kit.clash_theirs", name=clash.event.name, at=clash.event.at, field=mine.label)
    options = ((MINE, Text.of("kit.clash_mine")), (THEIRS, Text.of("kit.clash_other")))
    keep = ChoiceInput(f"{KEEP}{mine.key}", Text.of("kit.clash_keep", field=mine.label), options, required=True)
    return [Quote(theirs, by), mine, keep]


def written_in(request: Request) -> dict[str, Written]:
    """What a form says is to be written: its inputs, but for those whose other version the person keeps."""
    left = {key.removeprefix(KEEP) for key, given in request.values.items() if key.startswith(KEEP) and given == THEIRS}
    return {key: given for key, given in request.values.items() if not key.startswith(KEEP) and key not in left}


def _why_not(portion: Portion, sheet: Sheet) -> str:
    """The key of the sentence that says why somebody reads a portion and doesn't write."""
    if sheet.finalised:
        return "kit.read_only_final"
    return "kit.read_only" if any(leaf.by == "owner" for leaf in portion.leaves) else "kit.read_only_secretariat"


def _named(sheet: Sheet, portion: Portion) -> Text:
    titles = [sheet.values.get(f"{portion.item}/title")] if portion.item and portion.key != portion.item else []
    title = f"　{titles[0]}" if titles and titles[0] else ""
    return Text.of("kit.portion_of", sheet=sheet.number, portion=portion.label, title=str(title)[:60])


def _hint(leaf: Leaf, how: Said | None = None) -> Said | None:
    """How to write it, and that it is needed: Slack marks the input itself as optional, for a draft may lack it."""
    said = how or leaf.prompt
    if not leaf.required:
        return said
    return Text.of("kit.needed_so", how=said) if said else Text.of("kit.needed")


def _option(kind: ChoiceKind, key: str) -> Said:
    option = kind.option(key)
    return Text.of("kit.option", number=key, label=option.label) if kind.numbered else option.label


def _names(value: object) -> tuple[str, ...]:
    return tuple(str(name) for name in value) if isinstance(value, tuple) else ()
