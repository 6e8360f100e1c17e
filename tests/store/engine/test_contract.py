"""What every engine promises: reading, finding, and writing all or nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store.engine import Change, Check, Conflict, Engine, Put, Record, Remove
from store.engine.encode import encode
from tests.store.engine.conftest import Opener


def thing(key: str, expected: int = 0, **body: Any) -> Put:
    return Put("things", key, body, expected)


def keys(engine: Engine, **fields: Any) -> list[str]:
    return [record.key for record in engine.find("things", **fields)]


def body(engine: Engine, key: str) -> Any:
    record = engine.get("things", key)
    assert record is not None
    return record.body


# --- reading ----------------------------------------------------------------------------------------


def test_what_was_put_is_got_with_its_revision_and_schema(opener: Opener) -> None:
    engine = opener(schema=4)
    engine.commit(thing("a", colour="赤"))
    assert engine.get("things", "a") == Record("things", "a", 1, encode({"colour": "赤"}), 4)
    engine.commit(thing("a", 1, colour="青"))
    assert engine.get("things", "a") == Record("things", "a", 2, encode({"colour": "青"}), 4)


def test_what_nobody_put_is_absent(engine: Engine) -> None:
    engine.commit(thing("a"))
    assert engine.get("things", "b") is None
    assert engine.get("events", "a") is None
    assert list(engine.find("events")) == []
    assert list(engine.find("a kind that nobody named")) == []


def test_keys_of_two_kinds_are_two_documents(engine: Engine) -> None:
    engine.commit(thing("a", n=1), Put("others", "a", {"n": 2}, 0))
    assert [record.body["n"] for kind in ("things", "others") for record in engine.find(kind)] == [1, 2]


def test_all_of_a_kind_come_in_order_of_keys(engine: Engine) -> None:
    order = ["", "A", "a", "a b", "a/1", "a0", "é", "～", "﨑", "髙", "𠮷"]
    for key in (order[index] for index in (5, 1, 9, 0, 10, 3, 7, 2, 8, 6, 4)):
        engine.commit(thing(key))
    assert keys(engine) == sorted(order)
    assert keys(engine, colour=None) == sorted(order)


def test_a_removed_document_is_gone_and_may_begin_anew(engine: Engine) -> None:
    engine.commit(thing("a", colour="red"))
    engine.commit(thing("a", 1, colour="red"))
    engine.commit(Remove("things", "a", 2))
    assert engine.get("things", "a") is None
    assert keys(engine) == keys(engine, colour="red") == []
    engine.commit(thing("a", colour="red"))
    assert [(record.key, record.rev) for record in engine.find("things", colour="red")] == [("a", 1)]


# --- finding ----------------------------------------------------------------------------------------


def test_documents_are_found_by_one_field_and_by_several(engine: Engine) -> None:
    engine.commit(
        thing("d", colour="red", size=1), thing("c", colour="red", size=2),
        thing("b", colour="blue", size=1), thing("a", colour="red", size=1, more="of it"),
    )  # fmt: skip
    assert keys(engine, colour="red") == ["a", "c", "d"]
    assert keys(engine, colour="red", size=1) == ["a", "d"]
    assert keys(engine, size=2, colour="blue") == keys(engine, colour="green") == []


def test_a_field_that_is_missing_counts_as_none(engine: Engine) -> None:
    engine.commit(
        thing("missing", size=1), thing("none", colour=None), thing("empty", colour=""), thing("red", colour="red")
    )
    assert keys(engine, colour=None) == ["missing", "none"]
    assert keys(engine, colour=None, size=1) == ["missing"]
    assert keys(engine, colour="") == ["empty"]


def test_a_text_never_equals_a_number(engine: Engine) -> None:
    values: dict[str, Any] = {"text": "2020", "number": 2020, "zero": 0, "empty": "", "null": "null", "none": None}
    engine.commit(*(thing(key, colour=value) for key, value in values.items()))
    for key, value in values.items():
        assert keys(engine, colour=value) == [key], key


def test_yes_and_no_are_found(engine: Engine) -> None:
    engine.commit(thing("yes", colour=True), thing("no", colour=False), thing("text", colour="true"))
    assert keys(engine, colour=True) == ["yes"]
    assert keys(engine, colour=False) == ["no"]


@pytest.mark.parametrize(
    "value", ["髙﨑㎥～－", "か\u3099", "が", "a'b\"c\\", "\u2028", "a\0b", "A", "a ", "%", 2**63, -1, 0.1]
)
def test_any_value_is_found_and_its_likes_are_not(engine: Engine, value: Any) -> None:
    likes = ["髙", "か", "a", "a'b", "\u2029", "a\0c", "a", "a", "%%", 2**63 - 1, 1, 0.2]
    engine.commit(thing("it", colour=value), *(thing(f"like {n}", colour=like) for n, like in enumerate(likes)))
    assert keys(engine, colour=value) == ["it"]


def test_a_document_is_found_by_what_it_holds_now(engine: Engine) -> None:
    engine.commit(thing("a", colour="red", size=1), thing("b", colour="red"))
    engine.commit(thing("a", 1, colour="blue"))
    assert (keys(engine, colour="red"), keys(engine, colour="blue"), keys(engine, size=1)) == (["b"], ["a"], [])
    assert keys(engine, size=None) == ["a", "b"]
    engine.commit(Remove("things", "b", 1))
    assert keys(engine, colour="red") == []


def test_what_is_not_indexed_is_refused_at_once(engine: Engine) -> None:
    for kind, field in (("things", "weight"), ("events", "colour"), ("unknown", "colour")):
        with pytest.raises(KeyError):
            engine.find(kind, **{field: 1})


def test_what_was_found_is_of_one_moment(engine: Engine) -> None:
    engine.commit(*(thing(f"{n}", colour="red") for n in range(10)))
    found = engine.find("things", colour="red")
    engine.commit(thing("0", 1, colour="blue"), thing("9", 1, colour="red", new=True), Remove("things", "5", 1))
    assert [(record.key, record.body) for record in found] == [(f"{n}", {"colour": "red"}) for n in range(10)]


# --- writing all or nothing -------------------------------------------------------------------------

CONFLICTS: dict[str, tuple[list[Change], int]] = {
    "put over one that stands": ([thing("new"), thing("a")], 1),
    "put over one that is absent": ([thing("new"), thing("absent", 1)], 1),
    "put over an older one": ([thing("new"), thing("b", 1)], 1),
    "put over one to come": ([thing("b", 3), thing("new")], 0),
    "remove an absent one": ([thing("new"), Remove("things", "absent", 1)], 1),
    "remove an older one": ([Remove("things", "a", 1), Remove("things", "b", 1)], 1),
    "check an absent one": ([thing("new"), Check("things", "absent", 1)], 1),
    "check one that stands for absent": ([thing("new"), Check("things", "a", 0)], 1),
    "check an older one last": ([thing("new"), Remove("things", "a", 1), Check("things", "b", 1)], 2),
    "put twice": ([thing("new"), thing("new")], 1),
    "put twice, as if in turn": ([thing("a", 1), thing("a", 2)], 1),
    "put and remove": ([thing("a", 1), Remove("things", "a", 1)], 1),
    "remove and put": ([Remove("things", "a", 1), thing("a", 1)], 1),
    "remove twice": ([Remove("things", "a", 1), thing("new"), Remove("things", "a", 1)], 2),
    "the first of two that fail": ([thing("new"), thing("b"), thing("a")], 1),
}


@pytest.mark.parametrize("case", CONFLICTS)
def test_a_conflict_names_its_change_and_nothing_is_written(opener: Opener, case: str) -> None:
    engine = opener()
    engine.commit(thing("a", colour="red"), thing("b"))
    engine.commit(thing("b", 1, colour="red"))
    stood = list(engine.find("things"))
    changes, wrong = CONFLICTS[case]
    with pytest.raises(Conflict) as caught:
        engine.commit(*changes)
    assert caught.value.change is changes[wrong]
    for reader in opener.before_and_after_reopening():
        assert list(reader.find("things")) == stood
        assert keys(reader, colour="red") == ["a", "b"]


def test_a_document_may_be_checked_and_written_in_one_commit(engine: Engine) -> None:
    engine.commit(thing("a"), thing("b"))
    engine.commit(Check("things", "a", 1), thing("a", 1), Check("things", "c", 0), thing("c"), Check("things", "b", 1))
    engine.commit(thing("a", 2), Check("things", "a", 2), Remove("things", "b", 1), Check("things", "b", 1))
    assert [(record.key, record.rev) for record in engine.find("things")] == [("a", 3), ("c", 1)]


def test_a_check_alone_writes_nothing(engine: Engine) -> None:
    engine.commit(thing("a"))
    engine.commit(Check("things", "a", 1), Check("things", "b", 0))
    engine.commit()
    assert [(record.key, record.rev) for record in engine.find("things")] == [("a", 1)]


def test_all_of_a_large_commit_stands(opener: Opener) -> None:
    opener().commit(*(thing(f"{n:05}", colour=n % 7) for n in range(2_000)))
    engine = opener.reopen()
    assert keys(engine) == [f"{n:05}" for n in range(2_000)]
    assert keys(engine, colour=3) == [f"{n:05}" for n in range(3, 2_000, 7)]
    with pytest.raises(Conflict):
        engine.commit(*(thing(f"{n:05}", colour="new") for n in range(3_000, 1_000, -1)))
    assert len(keys(engine)) == 2_000


# --- bodies -----------------------------------------------------------------------------------------


def test_a_body_is_kept_as_it_was_when_it_was_committed(opener: Opener) -> None:
    engine = opener()
    mine: dict[str, Any] = {"colour": "red", "list": [1, {"deep": 2}]}
    engine.commit(Put("things", "a", mine, 0))
    mine["colour"] = "blue"
    mine["list"][1]["deep"] = 3
    for reader in opener.before_and_after_reopening():
        assert body(reader, "a") == {"colour": "red", "list": [1, {"deep": 2}]}
        assert keys(reader, colour="red") == ["a"]


def test_whoever_got_a_body_may_change_it(engine: Engine) -> None:
    engine.commit(thing("a", colour="red", list=[1, {"deep": 2}]))
    for record in (engine.get("things", "a"), *engine.find("things"), *engine.find("things", colour="red")):
        assert record is not None
        changed: Any = record.body
        changed["colour"] = "blue"
        changed["list"][1]["deep"] = 3
        changed["list"].append(4)
        assert body(engine, "a") == {"colour": "red", "list": [1, {"deep": 2}]}
        assert keys(engine, colour="red") == ["a"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.dictionaries(TEXTS, VALUES, max_size=6), key=TEXTS)
def test_every_json_value_comes_back_with_its_keys_in_their_order(
    engine: Engine, written: dict[str, Any], key: str
) -> None:
    before = engine.get("things", key)
    engine.commit(Put("things", key, written, before.rev if before else 0))
    # The repr tells 1 from 1.0 and True, 0.0 from -0.0, and one order of keys from another.
    assert repr(body(engine, key)) == repr(written)
    assert key in keys(engine)


def test_signs_that_are_easily_lost_stand_after_reopening(opener: Opener) -> None:
    written = {
        "z": "髙﨑㎥～－",
        "𠮷": "か\u3099が",
        "a\0b": "\0",
        "": "\u2028\u2029\u0085\n\r\t\x7f\ufeff\uffff",
        "b": "'\"\\/",
    }
    opener().commit(Put("things", "髙\0﨑\n\u2028", written, 0))
    engine = opener.reopen()
    assert keys(engine) == ["髙\0﨑\n\u2028"]
    assert list(body(engine, "髙\0﨑\n\u2028").items()) == list(written.items())


def test_a_large_body_comes_back(opener: Opener) -> None:
    written = {"colour": "red", "text": "施策の評価\n" * 60_000, "nulls": [None] * 1_000}
    opener().commit(Put("things", "a", written, 0))
    engine = opener.reopen()
    assert body(engine, "a") == written
    assert keys(engine, colour="red") == ["a"]


UNFIT: dict[str, Any] = {
    "not a number": float("nan"),
    "infinity": [1.0, {"deep": float("inf")}],
    "minus infinity": {"null": None, "list": [None, -float("inf")]},
    "a key that is a number": {1: "one"},
    "a key that is none": {None: 0},
    "an object": object(),
    "a set": {1, 2},
    "half of a pair": "\ud842",
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_what_json_cannot_hold_is_refused_and_nothing_is_written(opener: Opener, unfit: str) -> None:
    engine = opener()
    engine.commit(thing("a", colour="red"))
    good, bad = thing("a", 1, colour="blue"), thing("b", colour="red", value=UNFIT[unfit])
    for changes in ([bad], [good, bad], [bad, good], [thing("c"), bad, Remove("things", "a", 1)]):
        with pytest.raises((TypeError, ValueError)):
            engine.commit(*changes)
    for reader in opener.before_and_after_reopening():
        assert [(each.key, each.rev, each.body) for each in reader.find("things")] == [("a", 1, {"colour": "red"})]
        assert keys(reader, colour="red") == ["a"]
    opener.reopen().commit(good)
