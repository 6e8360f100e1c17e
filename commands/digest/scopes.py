"""Which sheets a digest is of, as people say it and as they choose it. What can be chosen comes from the forms in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from store.form import FieldSection, Form
from store.form.parts import Field
from store.kinds import ChoiceKind, Option, key_of
from store.refusal import Refusal
from store.sheet import Stage
from store.standing import Standing
from store.store import Store
from store.subscription import Scope
from store.text import Label, Said, Text, excerpt

STAGES: Mapping[Stage, tuple[str, ...]] = {
    Stage.DRAFT: ("作成中", "draft"),
    Stage.SUBMITTED: ("提出済", "提出済み", "submitted"),
    Stage.IN_REVIEW: ("意見確認中", "in review"),
    Stage.AWAITING_ANSWERS: ("回答待ち", "awaiting answers"),
    Stage.ANSWERED: ("回答済", "回答済み", "answered"),
    Stage.FINAL: ("確定", "final"),
    Stage.PUBLISHED: ("公表", "published"),
}
"""What people type for it."""

ALL = ("全体", "すべて", "全部", "all")


@dataclass(frozen=True)
class Named:
    """Sheets that can be chosen together: what they are called, and by which words they are meant.

    Attributes:
        group: the field of the form whose entry it is, as its labels say; "" for what has none.
    """

    scope: Scope
    said: Said
    names: tuple[str, ...]
    group: str = ""

    def is_called(self, asked: str) -> bool:
        return key_of(asked) in map(key_of, self.names)

    def may_be_meant(self, asked: str) -> bool:
        """Whether the words are a part of a name, or an entry after a part of its field's name (基本目標 7)."""
        *before, last = asked.split()
        if before and self.group and all(key_of(word) in self.group for word in before):
            return self.is_called(last)
        return any(key_of(asked) in key_of(name) for name in self.names)


def all_named(store: Store) -> tuple[Named, ...]:
    """All that a digest can be of: everything, each department, each stage, each entry of the forms' closed lists."""
    standings = standing_now(store)
    owners = dict.fromkeys([*(each.name for each in store.departments()), *(each.owner for each in standings)])
    return (
        Named(Scope(), Text.of("digest.scope_all"), ALL),
        *(Named(Scope(of="department", value=owner), owner, (owner,)) for owner in owners if owner),
        *(
            Named(Scope(of="stage", value=stage), Text.of(f"store.stage_{stage}"), words)
            for stage, words in STAGES.items()
        ),
        *_choices(standings, store),
    )


def scope_asked(words: str, store: Store) -> tuple[Named, ...]:
    """What the words may mean. Raises Refusal where it is nothing."""
    known = all_named(store)
    found = [each for each in known if each.is_called(words)]
    found = found or [each for each in known if each.may_be_meant(words)]
    if not found:
        examples = tuple(each.said for each in known if each.scope.of == "department")[:3]
        raise Refusal("digest.no_scope", asked=excerpt(words, 40), examples=examples)
    return tuple(found)


def current(scope: Scope, store: Store) -> Scope:
    """The same sheets by the name that their department has by now."""
    if scope.of != "department":
        return scope
    return Scope(of="department", value=store.department(scope.value).name)


def said_of(scope: Scope, store: Store) -> Said:
    """What a digest is of, in words; also of what can't be chosen any more."""
    if scope.of == "choice":
        forms = [store.forms.get(edition) for edition in dict.fromkeys(each.form for each in standing_now(store))]
        for field, option in _options([*forms, *store.forms]):
            if (field.key, option.key) == (scope.field, scope.value):
                return _said_of_choice(field, option)
        return scope.value
    match scope.of:
        case "department":
            return current(scope, store).value
        case "stage" if scope.value in set(Stage):
            return Text.of(f"store.stage_{scope.value}")
        case "stage":
            return scope.value
        case "all":
            return Text.of("digest.scope_all")


def standing_now(store: Store) -> tuple[Standing, ...]:
    """The sheets of the year that is being worked on."""
    year = store.latest_year()
    return () if year is None else store.standings(year)


def _choices(standings: tuple[Standing, ...], store: Store) -> Iterator[Named]:
    forms = [store.forms.get(edition) for edition in dict.fromkeys(each.form for each in standings)]
    known: set[str] = set()
    for field, option in _options(forms):
        scope = Scope(of="choice", field=field.key, value=option.key)
        if str(scope) not in known:
            known.add(str(scope))
            label = _numbered(field, option)
            names = (option.key, option.label.ja, option.label.en, label.ja, label.en)
            yield Named(scope, _said_of_choice(field, option), names, key_of(f"{field.label.ja} {field.label.en}"))


def _options(forms: list[Form]) -> Iterator[tuple[Field, Option]]:
    for form in forms:
        for section in form.sections:
            for field in section.fields if isinstance(section, FieldSection) else ():
                if isinstance(field.kind, ChoiceKind):
                    yield from ((field, option) for option in field.kind.options)


def _said_of_choice(field: Field, option: Option) -> Text:
    return Text.of("digest.scope_choice", field=field.label, option=_numbered(field, option))


def _numbered(field: Field, option: Option) -> Label:
    """As it stands on the sheet."""
    if isinstance(field.kind, ChoiceKind) and field.kind.numbered:
        return Label(ja=f"{option.key} {option.label.ja}", en=f"{option.key} {option.label.en}")
    return option.label
