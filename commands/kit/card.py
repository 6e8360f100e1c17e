"""The card of a sheet: where it stands, what is in it, and what the person may do next."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from commands.kit.pages import paged
from commands.kit.reply import Button, Buttons, Facts, Heading, Line, Menu, Note, Part, Quote, Row, Say, Thread, View
from commands.kit.request import Subject
from store.form import Form, Portion, TableSection, numbered
from store.opinion import Opinion
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from store.text import Said, Text, excerpt


def stage_of(sheet: Sheet) -> Text:
    return Text.of(f"store.stage_{sheet.stage}")


def title_of(sheet: Sheet) -> str:
    return f"{sheet.number} {sheet.name}"


@lru_cache(maxsize=256)
def card(sheet: Sheet, who: Person, store: Store, *, notes: tuple[Part, ...] = (), page: int = 0) -> View:
    """The card as a view; `notes` stand on top (what was just done), `page` turns through its entries.

    What waits for an answer comes first. A sheet is opened far more often than it changes, so a card is made once.
    """
    form = store.form(sheet)
    done, required = sheet.progress(form)
    facts = Facts(
        (
            (Text.of("kit.stage"), stage_of(sheet)),
            (Text.of("kit.owner"), sheet.owner),
            (Text.of("kit.year"), Text.of("kit.year_is", year=str(sheet.year))),
            (Text.of("kit.progress"), Text.of("kit.progress_is", done=done, required=required)),
        )
    )
    opinions, sections = _opinions(sheet, form), _sections(sheet, form, who)
    entries = [*opinions, *sections] if sheet.open_opinions else [*sections, *opinions]
    rows = paged(entries, page, "sheet.turn", Subject(sheet.key))
    actions = tuple(_actions(sheet, who))
    return View(
        sheet.number,
        (*notes, Heading(title_of(sheet)), facts, Buttons(actions), *rows),
        subject=Subject(sheet.key, "", sheet.revision),
    )


def tell(sheet: Sheet, store: Store, *parts: Part) -> list[Say]:
    """What everybody in the sheet's channel is told, in its thread; nothing where its department has no channel."""
    channel = store.department(sheet.owner).channel
    if not channel:
        return []
    root = (
        Heading(title_of(sheet)),
        Line(Text.of("kit.thread_root", owner=sheet.owner, year=str(sheet.year))),
        Buttons((Button(Text.of("kit.open_card"), "sheet.card", Subject(sheet.key)),)),
    )
    return [Say(parts, Thread(sheet.key, channel, root))]


def sheet_row(sheet: Sheet, store: Store, note: Said | None = None) -> Row:
    """A sheet as an entry of a list."""
    done, required = sheet.progress(store.form(sheet))
    about = Text.of(
        "kit.sheet_note", stage=stage_of(sheet), owner=sheet.owner, done=done, required=required, year=str(sheet.year)
    )
    return Row(
        title_of(sheet),
        note or about,
        Button(Text.of("kit.open"), "sheet.card", Subject(sheet.key, "", sheet.revision)),
    )


def opinion_quote(sheet: Sheet, form: Form, opinion: Opinion) -> Quote:
    """An opinion with its id, office and time; what a file told has no time of its own."""
    office = form.office(opinion.office)
    number = f"{sheet.number}-{opinion.id}"
    if not opinion.given.by:
        return Quote(opinion.text, Text.of("kit.opinion_from_file", id=number, office=office))
    return Quote(opinion.text, Text.of("kit.opinion_by", id=number, office=office, at=opinion.given.at))


def _actions(sheet: Sheet, who: Person) -> Iterator[Button]:
    subject = Subject(sheet.key, "", sheet.revision)
    open_to_all = sheet.submitted and not sheet.finalised
    if open_to_all and set(who.offices) & set(sheet.offices):
        yield Button(Text.of("kit.give_opinion"), "opinion.open", subject, look="main")
    if sheet.live_opinions and sheet.may_fill(who):
        yield Button(
            Text.of("kit.give_answer"), "answer.open", subject, look="main" if sheet.open_opinions else "plain"
        )
    yield Button(Text.of("kit.check"), "sheet.check", Subject(sheet.key))


def _sections(sheet: Sheet, form: Form, who: Person) -> Iterator[Part]:
    portions = sheet.portions(form)
    for section in form.sections:
        if isinstance(section, TableSection):
            count = sheet.counts.get(section.key, 0)
            for n in range(1, count + 1):
                item = f"{section.key}/{n}"
                yield _item(sheet, form, [each for each in portions if each.item == item])
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


def _item(sheet: Sheet, form: Form, portions: list[Portion]) -> Row:
    head = portions[0]
    counted = [sheet.progress(form, each) for each in portions]
    note = Text.of(
        "kit.section_note",
        state=_state(sum(done for done, _ in counted), sum(required for _, required in counted)),
        text=excerpt(str(sheet.values.get(f"{head.item}/title", ""))),
    )
    options = tuple(
        (each.label if each is not head else Text.of("kit.item_itself", item=head.label),
         Subject(sheet.key, each.key, sheet.revision))
        for each in portions
    )  # fmt: skip
    return Row(head.label, note, Menu(Text.of("kit.choose_period"), "sheet.open", options))


def _state(done: int, required: int) -> Text:
    key = "kit.state_done" if done == required else "kit.state_open"
    return Text.of(key, done=done, required=required)


def _opinions(sheet: Sheet, form: Form) -> Iterator[Part]:
    answers = {opinion: answer for answer in sheet.answers for opinion in answer.to}
    for opinion in sheet.live_opinions:
        yield opinion_quote(sheet, form, opinion)
        if answer := answers.get(opinion.id):
            yield Quote(answer.text, Text.of("kit.answer_to", id=f"{sheet.number}-{opinion.id}", at=answer.given.at))
        else:
            yield Note(Text.of("kit.unanswered", id=f"{sheet.number}-{opinion.id}"))
    for office in sheet.nothing_to_say:
        yield Note(Text.of("kit.nothing_to_say", office=form.office(office)))
    if sheet.submitted and sheet.offices_to_hear:
        waited = tuple(form.office(office) for office in sheet.offices_to_hear)
        yield Note(Text.of("kit.offices_to_hear", offices=waited))
