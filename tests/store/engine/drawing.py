"""What hypothesis draws for a TinyDB: documents, queries, ways to change a document. Small, so that they often meet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st
from tinydb import Query, where
from tinydb import operations as ops
from tinydb.queries import QueryInstance
from tinydb.table import Document

TABLES = ("_default", "評価票")
INDEXED = {table: [("a",), ("deep", "x"), ("gone",)] for table in TABLES}

scalars = st.sampled_from([1, True, 1.0, None, "1", "評価\n\u2028", 0, 2.5, "\x00é😀", 1 << 60])
values: st.SearchStrategy[Any] = (
    scalars
    | scalars
    | st.lists(scalars, max_size=2)
    | st.fixed_dictionaries({"x": scalars}, optional={"y": st.just([{}])})
)
documents = st.fixed_dictionaries(
    {"a": values},
    optional={
        "n": st.sampled_from([1, 2, 1.5]),
        "tags": st.lists(scalars, max_size=3),
        "deep": st.fixed_dictionaries({"x": values}, optional={"y": scalars}) | scalars,
        "題": st.text(max_size=2),
    },
) | st.fixed_dictionaries({}, optional={"deep": st.fixed_dictionaries({"x": scalars})})
"""JSON throughout; `n` is a number wherever it is, so that to compare it raises nothing."""

refused = st.sampled_from([{"a": {1, 2}}, {"n": 1, "deep": {"x": [object()]}}, {"a": b"x"}, {("a",): 1}])
"""Documents that neither can keep."""

ids = st.integers(1, 9)
some_documents = st.lists(documents, min_size=2, max_size=6)
mixed_documents = st.lists(documents | st.builds(Document, documents, doc_id=ids) | refused, max_size=4)


def is_like(value: Any, *others: Any) -> bool:
    return value in others


NUMBER = where("n")
field = st.sampled_from(["a", "a", "deep.x", "deep.x", "n", "tags", "題", "deep", "gone"])


def at(path: str) -> Query:
    """The beginning of a query. (Drawn as text: hypothesis can't print one, for it has every attribute.)"""
    query = Query()
    for each in path.split("."):
        query = query[each]
    return query


equalities = st.builds(lambda path, value: at(path) == value, field, scalars | scalars | values)
ALWAYS = [at("a") == 1, at("a") == None, at("deep.x") == 1, (at("a") == "1") & at("a").exists()]  # noqa: E711 - builds a query
"""Asked after every step."""

leaves: st.SearchStrategy[QueryInstance] = st.one_of(
    equalities,
    equalities,
    st.builds(lambda path, value: at(path) != value, field, values),
    st.builds(lambda n: n > NUMBER, st.integers(0, 3)),
    st.builds(lambda n: n <= NUMBER, st.integers(0, 3)),
    st.builds(lambda path: at(path).exists(), field),
    st.builds(lambda path, pattern: at(path).matches(pattern), field, st.sampled_from(["1", ".", "評|x", "$"])),
    st.builds(lambda path, pattern: at(path).search(pattern), field, st.sampled_from(["é", "[0-9]", ""])),
    st.builds(lambda path, value: at(path).test(is_like, value), field, scalars),
    st.builds(lambda path, items: at(path).any(items), field, st.lists(scalars, max_size=2)),
    st.builds(lambda path, items: at(path).all(items), field, st.lists(scalars, max_size=2)),
    st.builds(lambda value: where("tags").any(Query().map(str) == value), st.sampled_from(["1", "x", "True"])),
    st.builds(lambda value: where("tags").all(Query().map(str) != value), st.sampled_from(["1", "x", "True"])),
    st.builds(lambda path, items: at(path).one_of(items), field, st.lists(values, max_size=3)),
    st.builds(lambda part: Query().fragment(part), documents),
    st.builds(lambda path, text: at(path).map(str) == text, field, st.sampled_from(["1", "True", "None", "x"])),
    st.just(Query().noop()),
)
composed = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda one, other: one & other, inner, inner),
        st.builds(lambda one, other: one & other, inner, equalities),
        st.builds(lambda one, other: one | other, inner, inner),
        st.builds(lambda one: ~one, inner),
    ),
    max_leaves=4,
)
raising = st.builds(lambda path, value: at(path) > value, field, scalars)
"""They compare what can't be compared. Never within `&`, where an index spares documents that they would raise at."""

functions = st.sampled_from([lambda document: document.get("a") == 1, lambda document: "n" in document])
"""TinyDB takes any callable for a query."""

queries = composed | composed | composed | raising | functions


def deepen(value: Any) -> Callable[[Any], None]:
    """Changes a document within, in place."""

    def change(document: Any) -> None:
        document.setdefault("deep", {})["x"] = value
        document.setdefault("tags", []).append(value)

    return change


changes: st.SearchStrategy[Any] = st.one_of(
    documents,
    documents,
    refused,
    st.builds(deepen, values),
    st.just(lambda document: document.clear()),
    st.builds(ops.set, st.sampled_from(["a", "題", "gone"]), values),
    st.builds(ops.delete, st.sampled_from(["a", "n", "題"])),
    st.builds(ops.add, st.just("n"), st.integers(-1, 2)),
    st.builds(ops.subtract, st.sampled_from(["n", "a"]), st.just(1)),
    st.builds(ops.increment, st.sampled_from(["n", "a"])),
    st.builds(ops.decrement, st.just("n")),
)
"""Fields, TinyDB's operations, and anything that changes a document. Many raise at some documents."""
