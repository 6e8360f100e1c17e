"""The card of a sheet: where it stands, what is in it, and what the person may do next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from commands.kit.dates import deadline_on_card
from commands.kit.lastyear import plans_of, sheet_before, target_of
from commands.kit.pages import paged
from commands.kit.pairs import drafts, pair
from commands.kit.reply import Button, Buttons, Facts, Heading, Line, Menu, Note, Part, Quote, Row, Say, Thread, View
from commands.kit.request import Subject
from commands.kit.turns import turn_of
from store.carry import Planned
from store.form import Form, Portion, TableSection, numbered
from store.person import Person
from store.sheet import Deed, Sheet, Stage
from store.standing import Standing
from store.store import Store
from store.text import Said, Text, excerpt

HANDING = (Deed.SUBMIT, Deed.FINALISE, Deed.PUBLISH, Deed.RETURN, Deed.REOPEN)
"""The steps by which a sheet is handed on, in the order of their buttons."""


def stage_of(sheet: Sheet | Standing) -> Text:
    return _stage(sheet.stage)


@cache
def _stage(stage: Stage) -> Text:
    return Text.of(f"store.stage_{stage}")


def title_of(sheet: Sheet | Standing) -> str:
    return f"{sheet.number} {sheet.name}"


def card(sheet: Sheet, who: Person, store: Store, *, notes: tuple[Part, ...] = (), page: int = 0) -> View:
    """The card as a view; `notes` stand on top (what was just done), `page` turns through its entries.

    What waits for an answer comes first. A sheet is opened far more often than it changes, so a card is made once.
    """
    beside, before = (*drafts(sheet, who, store), *_evidence(sheet, store)), sheet_before(sheet, store)
    due = deadline_on_card(sheet, store)
    return _card(sheet, who, store, notes=notes, due=due, beside=beside, page=page, before=before)


@lru_cache(maxsize=256)
def _card(
    sheet: Sheet,
    who: Person,
    store: Store,
    *,
    notes: tuple[Part, ...],
    due: tuple[Part, ...],
    beside: tuple[Part, ...],
    page: int,
    before: Sheet | None,
) -> View:
    form = store.form(sheet)
    done, required = sheet.progress(form)
    facts = Facts(
        (
            (Text.of("kit.stage"), stage_of(sheet)),
            (Text.of("kit.next"), turn_of(sheet, form)),
            (Text.of("kit.owner"), sheet.owner),
            (Text.of("kit.year"), Text.of("kit.year_is", year=str(sheet.year))),
            (Text.of("kit.progress"), Text.of("kit.progress_is", done=done, required=required)),
        )
    )
    opinions, sections = _opinions(sheet, form, who, store), _sections(sheet, form, who, plans_of(sheet, store))
    entries = [*opinions, *sections] if sheet.open_opinions else [*sections, *opinions]
    rows = paged(entries, page, "sheet.turn", Subject(sheet.key))
    last_year = (Button(Text.of("kit.last_year"), "sheet.card", Subject(before.key)),) if before else ()
    actions = (*_actions(sheet, form, who), *last_year)
    return View(
        sheet.number,
        (*notes, Heading(title_of(sheet)), facts, *due, *_reasons(sheet, store), Buttons(actions), *beside, *rows),
        subject=Subject(sheet.key, "", sheet.revision),
    )


def tell(sheet: Sheet, store: Store, said: Part, *parts: Part) -> list[Say]:
    """What everybody in the sheet's channel is told of the change that led to this revision, and for whom a deputy made it."""
    event = store.event(sheet, sheet.revision)
    stood_in = Note(Text.of("kit.stood_in", name=event.name, for_whom=event.for_whom))
    return tell_beside(sheet, store, said, *([stood_in] if event.for_whom else []), *parts)


def tell_beside(sheet: Sheet, store: Store, *parts: Part) -> list[Say]:
    """What they are told of what stands beside the sheet, in its thread; nothing where its department has no channel."""
    channel = store.department(sheet.owner).channel
    if not channel:
        return []
    root = (
        Heading(title_of(sheet)),
        Line(Text.of("kit.thread_root", owner=sheet.owner, year=str(sheet.year))),
        Buttons((Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key)),)),
    )
    return [Say(parts, Thread(sheet.key, channel, root))]


def sheet_row(sheet: Standing, note: Said | None = None) -> Row:
    """A sheet as an entry of a list; the year is in it, for sheets of two years carry the same number and name."""
    done, required = sheet.progress
    about = Text.of(
        "kit.sheet_note", bar=bar(done, required), stage=stage_of(sheet), owner=sheet.owner,
        done=done, required=required, year=str(sheet.year),
    )  # fmt: skip
    return Row(
        title_of(sheet),
        Text.of("kit.row_note", note=note, year=str(sheet.year)) if note else about,
        Button(Text.of("kit.open"), "sheet.card", Subject(sheet.key, "", sheet.revision)),
    )


def bar(done: int, of: int) -> str:
    """How far something is, to be seen at a glance; full only where nothing is left."""
    full = 10 * done // of if of else 10
    return "■" * full + "□" * (10 - full)


def _evidence(sheet: Sheet, store: Store) -> Iterator[Row]:
    """How much was recorded for it, and what happened last."""
    found = store.notes_beside(sheet)
    if found:
        last = Text.of("kit.notes_last", day=found[0].day, text=excerpt(found[0].text))
        shown = Button(Text.of("kit.show_notes"), "sheet.notes", Subject(sheet.key))
        yield Row(Text.of("kit.notes", count=len(found)), last, shown)


def _reasons(sheet: Sheet, store: Store) -> Iterator[Part]:
    """Why it was returned or opened again, or handed in all the same: what whoever goes on with it must know."""
    marks = {"kit.why_returned": sheet.returned, "kit.why_reopened": sheet.reopened}
    marks["kit.why_submitted"] = None if sheet.finalised else sheet.submitted
    for key, mark in marks.items():
        if mark is not None and mark.reason:
            yield Quote(mark.reason, Text.of(key, name=store.person(mark.by).name, at=mark.at))


def _actions(sheet: Sheet, form: Form, who: Person) -> Iterator[Button]:
    """What they may do with the whole sheet now; what waits for them stands out."""
    subject = Subject(sheet.key, "", sheet.revision)
    if sheet.may(Deed.OPINION, who):
        heard = not set(sheet.offices_to_hear) & set(who.offices)
        yield Button(Text.of("kit.give_opinion"), "opinion.open", subject, "plain" if heard else "main")
    if sheet.may(Deed.ANSWER, who):
        awaited = sheet.open_opinions and who.works_for(sheet.owner)
        yield Button(Text.of("kit.give_answer"), "answer.open", subject, "main" if awaited else "plain")
    for deed in HANDING:
        if sheet.may(deed, who):
            waits = deed in (Deed.FINALISE, Deed.PUBLISH) or (
                deed is Deed.SUBMIT and who.works_for(sheet.owner) and not sheet.missing(form)
            )
            look = "main" if waits else "plain"
            yield Button(Text.of(f"kit.do_{deed}"), "sheet.handing", Subject(sheet.key, deed, sheet.revision), look)
    yield Button(Text.of("kit.check"), "sheet.check", Subject(sheet.key))
    if sheet.may_note(who):
        yield Button(Text.of("kit.record"), "sheet.noting", Subject(sheet.key))
    yield Button(Text.of("kit.history"), "sheet.history", Subject(sheet.key))
    if who.known:
        sure = Text.of("kit.summary_sure", owner=sheet.owner)
        yield Button(Text.of("kit.summary"), "sheet.post_summary", Subject(sheet.key), confirm=sure)


def _sections(sheet: Sheet, form: Form, who: Person, plans: Mapping[str, Planned]) -> Iterator[Part]:
    portions = sheet.portions(form)
    for section in form.sections:
        if isinstance(section, TableSection):
            count = sheet.counts.get(section.key, 0)
            for n in range(1, count + 1):
                item = f"{section.key}/{n}"
                yield _item(sheet, form, who, [each for each in portions if each.item == item], plans)
            if sheet.may_fill(who):
                add = Button(Text.of("kit.add"), "sheet.new_item", Subject(sheet.key, section.key, sheet.revision))
                yield Row(Text.of("kit.add_item", item=numbered(section.item, count + 1)), None, add)
        for portion in portions:
            if portion.key == section.key:
                yield _section(sheet, form, portion, who)


def _section(sheet: Sheet, form: Form, portion: Portion, who: Person) -> Row:
    done, required = sheet.progress(form, portion)
    texts = (sheet.written(leaf) for leaf in portion.leaves)
    state = _state(done, required)
    note = Text.of("kit.section_note", state=state, text=excerpt("／".join(text for text in texts if text)))
    label = "kit.fill_in" if any(sheet.may_fill(who, leaf) for leaf in portion.leaves) else "kit.read"
    button = Button(Text.of(label), "sheet.open", Subject(sheet.key, portion.key, sheet.revision))
    return Row(portion.label, note, button)


def _item(sheet: Sheet, form: Form, who: Person, portions: list[Portion], plans: Mapping[str, Planned]) -> Row:
    head = portions[0]
    itself = "kit.item_itself" if sheet.may_fill(who) else "kit.item_itself_read"
    counted = [sheet.progress(form, each) for each in portions]
    note = Text.of(
        "kit.section_note",
        state=_state(sum(done for done, _ in counted), sum(required for _, required in counted)),
        text=excerpt(str(sheet.values.get(f"{head.item}/title", ""))),
    )
    if target := target_of(portions, plans, sheet):
        note = Text.of("kit.planned_note", note=note, target=target)
    options = tuple(
        (each.label if each is not head else Text.of(itself, item=head.label),
         Subject(sheet.key, each.key, sheet.revision))
        for each in portions
    )  # fmt: skip
    return Row(head.label, note, Menu(Text.of("kit.choose_period"), "sheet.open", options))


def _state(done: int, required: int) -> Text:
    key = "kit.state_done" if done == required else "kit.state_open"
    return Text.of(key, done=done, required=required)


def _opinions(sheet: Sheet, form: Form, who: Person, store: Store) -> Iterator[Part]:
    for opinion in sheet.live_opinions:
        yield from pair(sheet, store, opinion)
        subject = Subject(sheet.key, opinion.id, sheet.revision)
        if sheet.may_withdraw(who, opinion):
            yield Buttons((Button(Text.of("kit.withdraw"), "opinion.withdrawing", subject),))
        if sheet.may_ask_again(who, opinion):
            yield Buttons((Button(Text.of("kit.ask_again"), "opinion.asking", subject),))
    for office in sheet.nothing_to_say:
        yield Note(Text.of("kit.nothing_to_say", office=form.office(office)))
    if sheet.submitted and sheet.offices_to_hear:
        waited = tuple(form.office(office) for office in sheet.offices_to_hear)
        yield Note(Text.of("kit.offices_to_hear", offices=waited))
