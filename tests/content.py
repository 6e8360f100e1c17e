"""Any sheet that a form allows, for properties."""

from __future__ import annotations

from hypothesis import strategies as st

from store.form import Form, Leaf
from store.formats.content import Content, Reply
from store.kinds import ChoiceKind, CostsKind, DateKind, NamesKind, NumberKind, TextKind, Value, plain
from store.refusal import Refusal

AWKWARD = ["-", "－", "0", "無", "特になし", "", "・", "・見直し ・検討", "（注）", '"AI"', "a\tb", "一行目\n二行目", "①", "<!channel> & <&>",
           "髙﨑㎥～－", "施策番号", "😀", "--- --", "  余白  ", "（意見2への回答）"]  # fmt: skip
TEXT = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=40))


def values_of(leaf: Leaf) -> st.SearchStrategy[Value | None]:
    """Any value that the kind can read, or none."""
    kind = leaf.kind
    written: st.SearchStrategy[str]
    match kind:
        case TextKind():
            written = TEXT
        case ChoiceKind():
            written = st.sampled_from([option.key for option in kind.options])
        case NumberKind():
            number = st.integers(0, 10**9) if kind.whole else st.decimals(0, 10**9, places=2, allow_nan=False)
            written = st.one_of(st.sampled_from(["", *kind.words_for_none]), number.map(str))
        case DateKind():
            written = st.dates().map(lambda day: day.isoformat())
        case NamesKind():
            written = st.lists(TEXT, max_size=3).map("、".join)
        case CostsKind():
            line = st.tuples(st.text(min_size=1, max_size=12), st.integers(0, 10**8)).map(lambda t: f"{t[0]} {t[1]}円")
            lines = st.lists(line, min_size=1, max_size=4).map("\n".join)
            written = st.one_of(st.sampled_from(["", *kind.words_for_none]), lines)

    def read(text: str) -> Value | None:
        try:
            return kind.read(text)
        except Refusal:
            return None  # a name that cleaning left empty

    return written.map(read)


@st.composite
def contents(draw: st.DrawFn, form: Form) -> Content:
    """Any content of this form."""
    counts = {table.key: draw(st.integers(table.least, 3)) for table in form.tables}
    year = draw(st.integers(1990, 2040))
    values: dict[str, Value] = {}
    for address, leaf in form.leaves(year, counts).items():
        value = draw(values_of(leaf))
        if value is None and (address in ("number", "name", "owner") or address.endswith("/title")):
            value = "題"
        if value is not None:
            values[address] = value
    if not form.tables or not any(counts.values()):
        year = 2020
    said = TEXT.map(plain).filter(bool)
    opinions = tuple(draw(st.lists(said, max_size=3)))
    answers: list[Reply] = []
    for n in range(1, len(opinions) + 1):
        if draw(st.booleans()):
            to = (
                tuple(sorted(draw(st.sets(st.integers(1, len(opinions)), min_size=1)))) if draw(st.booleans()) else (n,)
            )
            answers.append(Reply(to, draw(said)))
    return Content(form.edition, year, values, opinions, tuple(answers))
