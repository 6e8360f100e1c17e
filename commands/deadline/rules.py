"""How the office reminds: how long before, how often after, from when in the day, and when nobody works."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commands.deadline.history import RULES, meanwhile
from commands.deadline.overview import overview, year_asked
from commands.kit.people import asker
from commands.kit.reply import Change, Heading, Input, Line, Open, Part, Reply, Return, TextInput, View
from commands.kit.request import Request, Subject
from store.deadline import require_secretariat
from store.reminding import Rules
from store.store import Store
from store.text import Text


def show_rules(request: Request, store: Store) -> Sequence[Reply]:
    require_secretariat(asker(request, store))
    rules = store.rules()
    return [Open(_form(rules.written, Subject(request.subject.id, "", rules.revision)))]


def keep_rules(request: Request, store: Store) -> Sequence[Reply]:
    """Keep them; where somebody else changed them meanwhile, show what they did and what was typed."""
    who, rules, subject = asker(request, store), store.rules(), request.subject
    written = {name: str(request.values.get(name) or "") for name in RULES}
    after = rules.changed(who, written)
    if rules.revision != subject.revision or not store.keep_rules(rules, after, who, request.now):
        standing: Rules = store.rules()
        again = Subject(subject.id, "", standing.revision)
        return [Change(_form(written, again, notes=meanwhile(standing, store)))]
    saved = Line(Text.of("deadline.rules_saved" if after.facts != rules.facts else "deadline.unchanged"))
    return [Return(overview(who, store, request.now, year=year_asked(subject), notes=(saved,)))]


def _form(written: Mapping[str, str], subject: Subject, *, notes: tuple[Part, ...] = ()) -> View:
    parts: list[Part | Input] = [
        Heading(Text.of("deadline.rules_title")),
        *notes,
        Line(Text.of("deadline.rules_what")),
        *(
            TextInput(
                name,
                Text.of(f"deadline.field_{name}"),
                written.get(name, ""),
                Text.of(f"deadline.hint_{name}"),
                required=name not in ("before", "closed"),
                multiline=name == "closed",
            )
            for name in RULES
        ),
    ]
    return View(Text.of("deadline.title"), tuple(parts), "deadline.keep_rules", Text.of("kit.save"), subject)
