"""The rules for changing a sheet: each returns a changed copy or raises `Refusal`. Who may what: docs/glossary.md."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Any

from store.form import Form, Leaf
from store.kinds import Value, kept_whole, plain
from store.opinion import Answer, Draft, Mark, Opinion, Question
from store.person import Person
from store.refusal import Refusal
from store.sheet.past import SheetPast
from store.sheet.rights import Deed
from store.text import excerpt

Written = str | tuple[str, ...] | None
"""What a person wrote into a field; None or "" empties it."""


class Sheet(SheetPast):
    """The evaluation sheet (評価票) of one measure in one year."""

    def fill(self, form: Form, who: Person, written: Mapping[str, Written]) -> Sheet:
        """Write into fields, by address.

        Raises:
            Refusal: not theirs, final, no such field, or one that can't be read; all fields at once.
        """
        self.require_owner(who)
        self.require_writable()
        leaves = self.leaves(form)
        values = dict(self.values)
        refusals: list[Refusal] = []
        for address, text in written.items():
            leaf = leaves.get(address)
            if leaf is None:
                refusals.append(self._no_field(address))
                continue
            try:
                value = leaf.kind.read("、".join(text) if isinstance(text, tuple) else text or "")
                if value == self.values.get(address):
                    continue
                if leaf.by == "secretariat" and not who.secretariat:
                    raise Refusal("store.secretariat_only", name=leaf.label)
                if value is None and (address in ("number", "name", "owner") or address.endswith("/title")):
                    raise Refusal("store.never_empty", name=leaf.label)
                if value is None:
                    del values[address]
                else:
                    values[address] = value
            except Refusal as refusal:
                refusals.append(refusal.at(address))
        if refused := Refusal.gather(refusals):
            raise refused
        if not values.keys() <= self.values.keys():  # what is new stands in its place
            values = {address: values[address] for address in leaves if address in values}
        return self._with(values=values, counts=self.counts)  # an item comes and goes with its title, which stays

    def add_item(self, form: Form, who: Person, table: str, title: str) -> Sheet:
        """Add an item (a 取組, an indicator) at the end of a table."""
        self.require_owner(who)
        self.require_writable()
        address = f"{table}/{self.counts.get(table, 0) + 1}/title"
        if table not in {each.key for each in form.tables}:
            raise self._no_field(table)
        try:
            value = form.table(table).fields[0].kind.read(title)
        except Refusal as refusal:
            raise refusal.at("title") from None
        if value is None:
            raise Refusal("store.item_needs_title", field="title")
        return self._with(values={**self.values, address: value})

    def remove_item(self, who: Person, table: str, n: int) -> Sheet:
        """Remove the n-th item of a table; those after it move up by one.

        Raises:
            Refusal: there is no such item, or it is the last one left.
        """
        self.require_owner(who)
        self.require_writable()
        count = self.counts.get(table, 0)
        if not 1 <= n <= count or count == 1:
            raise Refusal("store.item_must_stay", sheet=self.number)
        values: dict[str, Value] = {}
        for address, value in self.values.items():
            key, *rest = address.split("/")
            if key == table and int(rest[0]) >= n:
                if int(rest[0]) > n:
                    values["/".join([table, str(int(rest[0]) - 1), *rest[1:]])] = value
            else:
                values[address] = value
        return self._with(values=values)

    def missing(self, form: Form) -> tuple[Leaf, ...]:
        """The required fields that are empty."""
        return tuple(leaf for leaf in self.leaves(form).values() if leaf.required and leaf.address not in self.values)

    def submit(self, form: Form, who: Person, now: datetime, reason: str = "") -> Sheet:
        """Hand it to the secretariat and the reviewing offices (提出); `reason` where something seemed worth a look."""
        self.require(Deed.SUBMIT, who)
        if missing := self.missing(form):
            raise Refusal("store.incomplete", sheet=self.number, count=len(missing), first=missing[0].full)
        mark = Mark(by=who.id, at=now, reason=_said(reason, "reason"))
        return self._with(submitted=mark, returned=None, reopened=None)

    def give_back(self, who: Person, now: datetime, reason: str) -> Sheet:
        """Return it to its owner (差戻し), with a reason."""
        self.require(Deed.RETURN, who)
        return self._with(submitted=None, returned=Mark(by=who.id, at=now, reason=_reason(reason)))

    def give_opinion(self, who: Person, now: datetime, office: str, text: str) -> Sheet:
        """Say an office's opinion (内部意見). An office that had said 意見なし takes that back by it."""
        self.require_office(who, office)
        said = _said(text, "text")
        if not said:
            raise Refusal("store.opinion_empty", field="text")
        number = max((int(each.id[1:]) for each in self.opinions), default=0) + 1
        opinion = Opinion(id=f"O{number}", office=office, text=said, given=Mark(by=who.id, at=now))
        silent = {key: mark for key, mark in self.nothing_to_say.items() if key != office}
        return self._with(opinions=(*self.opinions, opinion), nothing_to_say=silent)

    def draft(self, who: Person, now: datetime, office: str, text: str, revision: int) -> Draft:
        """What an office would say, not released yet (下書き), in place of its draft of this revision. Changes no fact."""
        self.require_drafter(who, office)
        return Draft(office=office, text=_said(text, "text"), given=Mark(by=who.id, at=now), revision=revision)

    def say_nothing(self, who: Person, now: datetime, office: str) -> Sheet:
        """Say that an office has no opinion (意見なし)."""
        self.require_office(who, office)
        if any(opinion.office == office for opinion in self.live_opinions):
            raise Refusal("store.has_opinion", sheet=self.number)
        return self._with(nothing_to_say={**self.nothing_to_say, office: Mark(by=who.id, at=now)})

    def withdraw(self, who: Person, now: datetime, opinion: str) -> Sheet:
        """Take back what one's own office said last and nobody has answered: the opinion, or what it asked again."""
        found = self.opinion(opinion)
        self.require_withdrawal(who, found)
        if found.again:
            return self._with_opinion(found, again=found.again[:-1])
        return self._with_opinion(found, withdrawn=Mark(by=who.id, at=now))

    def ask_again(self, who: Person, now: datetime, office: str, opinion: str, text: str) -> Sheet:
        """Say that an office isn't content with the answer (再質問): the opinion is open again."""
        found = self.opinion(opinion)
        about = self.require_asking(who, found)
        if office not in self.offices_asking(who, found):
            raise Refusal("store.not_your_office", sheet=self.number)
        said = _said(text, "text")
        if not said:
            raise Refusal("store.question_empty", field="text")
        question = Question(office=office, text=said, given=Mark(by=who.id, at=now), about=about)
        return self._with_opinion(found, again=(*found.again, question))

    def answer(self, who: Person, now: datetime, to: tuple[str, ...], text: str) -> Sheet:
        """Answer opinions (回答). An answer to the same opinions replaces the earlier one.

        Raises:
            Refusal: not theirs, final, no such opinion, or no words; told at the opinions' ids, joined by "+".
        """
        self.require_answerer(who)
        field = "+".join(to)
        said = _said(text, field)
        if not said:
            raise Refusal("store.answer_empty", field=field)
        for asked in to:
            self.opinion(asked, field)
        ids = tuple(each.id for each in self.live_opinions if each.id in to)
        if not ids:
            raise Refusal("store.no_opinion_to_answer", sheet=self.number)
        mark = Mark(by=who.id, at=now)
        earlier = next((each for each in self.answers if each.to == ids), None)
        if earlier:
            said_anew = earlier.model_copy(update={"text": said, "given": mark})
            return self._with(answers=tuple(said_anew if each is earlier else each for each in self.answers))
        number = max((int(each.id[1:]) for each in self.answers), default=0) + 1
        return self._with(answers=(*self.answers, Answer(id=f"A{number}", to=ids, text=said, given=mark)))

    def finalise(self, who: Person, now: datetime) -> Sheet:
        """Make it final (確定): nothing is written into it any more."""
        self.require(Deed.FINALISE, who)
        return self._with(finalised=Mark(by=who.id, at=now), reopened=None)

    def reopen(self, who: Person, now: datetime, reason: str) -> Sheet:
        """Open a final sheet again (再開), with a reason."""
        self.require(Deed.REOPEN, who)
        return self._with(finalised=None, published=None, reopened=Mark(by=who.id, at=now, reason=_reason(reason)))

    def publish(self, who: Person, now: datetime) -> Sheet:
        """Mark it as published (公表)."""
        self.require(Deed.PUBLISH, who)
        return self._with(published=Mark(by=who.id, at=now))

    def at_revision(self, revision: int) -> Sheet:
        """The same sheet as the outcome of its n-th change; what was computed of it holds."""
        return self._with(revision=revision, counts=self.counts)

    def opinion(self, asked: str, field: str | None = None) -> Opinion:
        """The opinion with this id ("O1"). Raises Refusal where there is none, or it was withdrawn; at `field` of an answer."""
        for opinion in self.live_opinions:
            if opinion.id == asked:
                return opinion
        key = "store.opinion_gone" if field else "store.no_such_opinion"
        raise Refusal(key, field=field, sheet=self.number, opinion=excerpt(asked))

    def _no_field(self, address: str) -> Refusal:
        return Refusal("store.no_such_field", field=address, name=excerpt(address), sheet=self.number)

    def _with_opinion(self, opinion: Opinion, **facts: Any) -> Sheet:
        changed = opinion.model_copy(update=facts)
        return self._with(opinions=tuple(changed if each is opinion else each for each in self.opinions))

    def _with(self, **facts: Any) -> Sheet:
        """A copy with other facts, and with those of its cached properties that are named; the others are dropped."""
        changed = self.model_copy()
        for name in _CACHED:
            changed.__dict__.pop(name, None)
        changed.__dict__.update(facts)
        return changed


_CACHED = tuple(
    name for each in Sheet.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property)
)


def _reason(reason: str) -> str:
    said = _said(reason, "reason")
    if not said:
        raise Refusal("store.reason_needed", field="reason")
    return said


def _said(text: str, field: str) -> str:
    try:
        return kept_whole(plain(text))
    except Refusal as refusal:
        raise refusal.at(field) from None
