"""Who works where, changed: each change with its event, in one transaction with whatever must follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from store.deadline import Deadlines
from store.engine import Change, Check, Conflict, Put, Remove
from store.event import Difference, Event, OfficeEvent, differences
from store.form import Form
from store.kinds import NamesKind, key_of
from store.person import Department, Group, Person, renamed
from store.refusal import Refusal
from store.reminding import Rules
from store.sheet import Sheet, Written
from store.store.deadlines import RULES, DeadlineShelf
from store.store.office import OfficeShelf
from store.store.records import kept, told
from store.store.standings import StandingShelf
from store.subscription import Subscription
from store.text import Label

Staffed = Person | Department | Group | Deadlines | Rules | Subscription
"""What the office consists of, and what it has settled."""

_KINDS: Mapping[type[Staffed], str] = {
    Person: "people",
    Department: "departments",
    Group: "groups",
    Deadlines: "deadlines",
    Rules: "rules",
    Subscription: "subscriptions",
}
_TRIES = 20


class StaffingShelf(StandingShelf, OfficeShelf, DeadlineShelf):
    """The part of the store in which the office changes.

    Whoever changes it has looked at a document of one revision. Where somebody changed that document meanwhile, nothing
    is written, False is answered, and the person looks again.
    """

    def offices(self) -> Mapping[str, Label]:
        """The reviewing offices of the forms that the latest year's sheets are on, of all forms where there are none."""
        editions = dict.fromkeys(each.form for each in self.latest_standings())
        forms: Sequence[Form] = [form for edition in editions if (form := self.forms.find(edition))]
        return {office.key: office.label for form in forms or self.forms for office in form.offices}

    def owners(self) -> Mapping[str, int]:
        """The departments that own sheets of the latest year, and how many."""
        return Counter(each.owner for each in self.latest_standings())

    def keep_people(self, changed: Sequence[tuple[Person, Person]], who: Person, now: datetime) -> bool:
        """Keep people as they are after a change; each with the person as they were.

        Raises:
            Refusal: a department isn't there (any more); or the secretariat would be left without anybody.
        """
        changes: list[Change] = []
        for before, after in changed:
            changes += self._changes(before, after, who, now)
            for name in after.departments:
                if not before.works_for(name):
                    changes.append(self._there(name))
        leaving = {before.id for before, after in changed if before.secretariat and not after.secretariat}
        if leaving:
            changes.append(self._somebody_stays(leaving))
        return self._commit(changes)

    def keep_group(self, before: Group, after: Group, who: Person, now: datetime) -> bool:
        """Keep what a user group is tied to.

        Raises:
            Refusal: the department isn't there (any more).
        """
        changes = self._changes(before, after, who, now)
        return self._commit([*changes, *([self._there(after.department)] if after.department else [])])

    def keep_department(self, before: Department, after: Department, who: Person, now: datetime) -> bool:
        """Keep a department. Where its name changed, everything that goes by it follows: people, user groups, and the
        sheets of the latest year that aren't final. Earlier years keep the name that they were written under.

        Raises:
            Refusal: another department has this name.
        """
        new, old = key_of(after.name), key_of(before.name)
        for _ in range(_TRIES):
            if self._moved_meanwhile(before):
                return False
            if new != old and self.engine.get("departments", new):
                raise Refusal("store.department_taken", field="name", name=after.name)
            changes = self._changes(before, after, who, now)
            if before.name and before.name != after.name:
                changes += self._following(before.name, after.name, who, now)
            try:
                self._write(*changes)
            except Conflict:
                continue  # a sheet or somebody changed in between, or this department, which is seen above
            return True
        raise Refusal("store.office_busy")

    def remove_department(self, department: Department, who: Person, now: datetime) -> bool:
        """Take a department off the list: one that was entered by mistake, or that there isn't any more.

        Sheets that are final keep its name. Its history stays, and goes on where it is entered again.

        Raises:
            Refusal: not theirs; somebody works for it, or a sheet of it isn't final.
        """
        who.require_secretariat()
        self._require_unused(department.name)
        event = self._event(department, differences(department.facts, {}), who, now)
        return self._commit([Remove("departments", _key(department), department.revision), event])

    def keep_deadlines(self, before: Deadlines, after: Deadlines, who: Person, now: datetime) -> bool:
        """Keep the deadlines of a year."""
        return self._commit(self._changes(before, after, who, now))

    def keep_rules(self, before: Rules, after: Rules, who: Person, now: datetime) -> bool:
        """Keep the rules of reminding."""
        return self._commit(self._changes(before, after, who, now))

    def office_history(self, *about: Staffed) -> tuple[OfficeEvent, ...]:
        """What happened to these, oldest first; of a department also under the names that it had before."""
        formerly = (name for each in about if isinstance(each, Department) for name in each.formerly)
        keys = dict.fromkeys([*(f"departments/{key_of(name)}" for name in formerly), *map(_about, about)])
        found = (record for key in keys for record in self.engine.find("office_events", about=key))
        return tuple(sorted((OfficeEvent.model_validate(each.body) for each in found), key=lambda each: each.at))

    # --- within -------------------------------------------------------------------------------------

    def _changes(self, before: Staffed, after: Staffed, who: Person, now: datetime) -> list[Change]:
        """The document after the change, in place of the revision before it, and its event; nothing where nothing changed."""
        stood = before.revision or isinstance(before, Rules)  # those hold before anybody settles others
        changed = differences(before.facts if stood else {}, after.facts)
        if not changed:
            return []
        kind = _KINDS[type(after)]
        moves = bool(before.revision) and _key(before) != _key(after)
        return [
            *([Remove(kind, _key(before), before.revision)] if moves else []),
            Put(kind, _key(after), after.model_dump(mode="json"), 0 if moves else before.revision),
            self._event(after, changed, who, now),
        ]

    def _event(self, each: Staffed, changed: tuple[Difference, ...], who: Person, now: datetime) -> Change:
        about = _about(each)
        number = 1 + sum(1 for _ in self.engine.find("office_events", about=about))
        event = OfficeEvent(
            about=about, number=number, at=now, who=who.id, name=who.name,
            for_whom=who.for_whom(lambda other: other.secretariat or other.id == getattr(each, "id", "")),
            differences=changed,
        )  # fmt: skip
        return Put("office_events", f"{about}/{number:06d}", event.model_dump(mode="json", exclude_none=True), 0)

    def _following(self, before: str, after: str, who: Person, now: datetime) -> list[Change]:
        changes: list[Change] = []
        for person in self.people():
            if person.works_for(before):
                changes += self._changes(person, person.moved(before, after), who, now)
        for group in self.groups():
            if key_of(group.department) == key_of(before):
                changes += self._changes(group, group.tied(who, department=after), who, now)
        for deadlines in map(self.deadlines, self.years_with_deadlines()):
            changes += self._changes(deadlines, deadlines.renamed(before, after), who, now)
        for standing in self.latest_standings():
            if not standing.finalised:
                changes += self._renamed(self.sheet(standing.key), before, after, who, now)
        return changes

    def _renamed(self, sheet: Sheet, before: str, after: str, who: Person, now: datetime) -> list[Change]:
        """A sheet in which a department has its new name: as its owner, and wherever departments are named."""
        form = self.form(sheet)
        written: dict[str, Written] = {}
        if key_of(sheet.owner) == key_of(before):
            written["owner"] = after
        for address, leaf in sheet.leaves(form).items():
            value = sheet.values.get(address)
            if isinstance(leaf.kind, NamesKind) and isinstance(value, tuple):
                names = tuple(str(each) for each in value)
                if (follows := renamed(names, before, after)) != names:
                    written[address] = follows
        if not written:
            return []
        moved = sheet.fill(form, who, written).at_revision(sheet.revision + 1)
        changed = differences(sheet.facts, moved.facts)
        event = Event(
            sheet=sheet.key, revision=moved.revision, at=now, who=who.id, name=who.name, action="fill",
            for_whom=who.for_whom(lambda each: each.secretariat), differences=changed,
        )  # fmt: skip
        return [kept(moved, sheet.revision), told(event)]

    def _moved_meanwhile(self, each: Staffed) -> bool:
        record = self.engine.get(_KINDS[type(each)], _key(each))
        return (record.rev if record else 0) != each.revision

    def _there(self, department: str) -> Check:
        record = self.engine.get("departments", key_of(department))
        if record is None:
            raise Refusal("store.no_such_department", field="departments", name=department)
        return Check("departments", record.key, record.rev)

    def _require_unused(self, department: str) -> None:
        people = [each.name for each in self.people() if each.works_for(department)]
        people += [each.name for each in self.groups() if key_of(each.department) == key_of(department)]
        if people:
            raise Refusal("store.department_has_people", name=department, people=tuple(people[:20]))
        theirs = [
            each for each in self.all_standings() if not each.finalised and key_of(each.owner) == key_of(department)
        ]
        if theirs:
            numbers = tuple(each.number for each in theirs[:10])
            raise Refusal("store.department_has_sheets", name=department, sheets=numbers, count=len(theirs))

    def _somebody_stays(self, leaving: set[str]) -> Check:
        """That somebody of the secretariat is left when this is kept, whoever else leaves at the same time."""
        for each in self.secretariat():
            if each.id not in leaving:
                return Check("people", each.id, each.revision)
        raise Refusal("store.last_of_secretariat", field="secretariat")

    def _commit(self, changes: Sequence[Change]) -> bool:
        try:
            self._write(*changes)
        except Conflict:
            return False
        return True


def _key(each: Staffed) -> str:
    match each:
        case Department():
            return key_of(each.name)
        case Deadlines():
            return str(each.year)
        case Rules():
            return RULES
        case _:
            return each.id


def _about(each: Staffed) -> str:
    return f"{_KINDS[type(each)]}/{_key(each)}"
