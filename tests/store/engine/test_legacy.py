"""The file of the version before the journal: taken over once, whatever happens in between."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from store.engine import JournalEngine, Put, care, legacy
from store.engine.folder import FILE, OLD_FILE
from store.refusal import Refusal
from tests.store.engine.files import Cut, Failing, kept_in

OLD = {
    "sheets": {"2020-S27": {"rev": 3, "body": {"number": "S27", "values": {"費用": ["1", None]}}}},
    "people": {"U0SATO": {"rev": 1, "body": {"name": "佐藤 花子"}}, "U0\n": {"rev": 2, "body": {}}},
    "threads": {},
}
DOCUMENTS = {
    (kind, key): (row["rev"], row["body"]) for kind, table in OLD.items() for key, row in table.items()
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder as the earlier version left it."""
    (tmp_path / OLD_FILE).write_text(json.dumps(OLD, ensure_ascii=False), "utf-8")
    return tmp_path


def test_an_old_file_is_taken_over_by_who_writes(folder: Path) -> None:
    content = (folder / OLD_FILE).read_bytes()
    engine = JournalEngine(folder, {"sheets": ("number",)}, schema=1)
    assert engine.taken_over == folder / "documents.json.before-journal"
    assert engine.taken_over.read_bytes() == content
    (sheet,) = engine.find("sheets", number="S27")
    assert (sheet.rev, sheet.schema) == (3, 0)
    assert len(list(engine.outdated())) == 3
    engine.commit(Put("sheets", "2020-S27", {"number": "S28"}, 3))
    engine.close()
    assert care.verify(folder / FILE).documents == {"sheets": 1, "people": 2}
    again = JournalEngine(folder, {})
    assert again.taken_over is None
    again.close()
    assert kept_in(folder) == DOCUMENTS | {("sheets", "2020-S27"): (4, {"number": "S28"})}


def test_who_only_reads_is_told_to_start_the_bot(folder: Path) -> None:
    with pytest.raises(Refusal, match="not_yet_taken_over"):
        JournalEngine(folder, {}, writing=False)
    assert [each.name for each in folder.iterdir()] == [OLD_FILE]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"{", 1),
        (b'{"sheets":\n{"S1":\n{"rev": 1, "body": }}}', 3),
        (b"\xff\xfe{}", 1),
        (b"[]", 1),
        (b"null", 1),
        (b'{"sheets": []}', 1),
        (b'{"sheets": {"S1": 5}}', 1),
        (b'{"sheets": {"S1": {"body": {}}}}', 1),
        (b'{"sheets": {"S1": {"rev": true, "body": {}}}}', 1),
        (b'{"sheets": {"S1": {"rev": 0, "body": {}}}}', 1),
        (b'{"sheets": {"S1": {"rev": 1, "body": []}}}', 1),
    ],
)
def test_an_old_file_that_is_damaged_is_left_alone(tmp_path: Path, content: bytes, line: int) -> None:
    (tmp_path / OLD_FILE).write_bytes(content)
    for _ in range(2):
        with pytest.raises(Refusal, match="damaged") as caught:
            JournalEngine(tmp_path, {})
        assert caught.value.text.values == {"file": str(tmp_path / OLD_FILE), "line": line}
    assert (tmp_path / OLD_FILE).read_bytes() == content
    assert sorted(each.name for each in tmp_path.iterdir()) == [OLD_FILE, "lock"]


def test_the_power_may_be_cut_at_any_step(folder: Path) -> None:
    content = (folder / OLD_FILE).read_bytes()
    for step in range(20):
        cut = folder / f"{step}"
        cut.mkdir()
        (cut / OLD_FILE).write_bytes(content)
        try:
            legacy.take_over(cut, Failing(step, Cut))
        except Cut:
            JournalEngine(cut, {}).close()
            assert kept_in(cut) == DOCUMENTS
            assert (cut / "documents.json.before-journal").read_bytes() == content
            assert not (cut / OLD_FILE).exists()
        else:
            assert step > 5
            return
    pytest.fail("it never succeeds")


def test_what_the_earlier_version_wrote_beside_a_journal_is_left_alone(folder: Path) -> None:
    JournalEngine(folder, {}).close()
    engine = JournalEngine(folder, {})
    engine.commit(Put("people", "U1", {}, 0))
    engine.close()
    (folder / OLD_FILE).write_text('{"people": {}}')
    engine = JournalEngine(folder, {})
    assert engine.taken_over is None
    engine.close()
    assert (folder / OLD_FILE).read_text() == '{"people": {}}'
    assert ("people", "U1") in kept_in(folder)
