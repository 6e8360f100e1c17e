"""Files that `hyoka import` and `hyoka office` can't take: from a spreadsheet saved wrongly to a picture by mistake."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from store import samples
from tests.stories.terminal import Terminal, Told

SAMPLE = (Path(samples.__file__).parent / "S29.txt").read_text("utf-8").replace("S29", "S77")
TITLE = "ひばり野市行政評価票（S票：施策評価票）"
LONG = "長" * 10_001
NO_TITLE, LABEL, LINE, PERIOD = "store.title_unknown", "store.label_expected", "store.line", "store.period_expected"


def workbook() -> bytes:
    """The bytes of an .xlsx, as near as need be."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("xl/worksheets/sheet1.xml", "<worksheet/>" * 100)
    return whole.getvalue()


def swapped(old: str, new: str, count: int = 1) -> bytes:
    """The sample with something replaced."""
    assert old in SAMPLE
    return SAMPLE.replace(old, new, count).encode()


def without(*beginnings: str) -> bytes:
    """The sample without the rows that begin so."""
    rows = SAMPLE.split("\n")
    left = [row for row in rows if not row.startswith(beginnings)]
    assert len(left) < len(rows)
    return "\n".join(left).encode()


def shifted(n: int) -> bytes:
    """The sample with its columns moved to the right."""
    return "\n".join("\t" * n + row if row else row for row in SAMPLE.split("\n")).encode()


CONTENTS: list[tuple[str, bytes, str, str]] = [
    # --- not a sheet at all
    ("nothing", b"", "store.file_empty", ""),
    ("a mark of UTF-8 alone", b"\xef\xbb\xbf", "store.file_empty", ""),
    ("line breaks alone", b"\n\r\n\r" * 100, "store.file_empty", ""),
    ("tabs and rules alone", b"\t\t\t\n----\t--\n", "store.file_empty", ""),
    ("a workbook", workbook(), "store.not_text", "タブ区切り"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "store.not_text", ""),
    ("a picture", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x01", "store.not_text", ""),
    ("something packed", gzip.compress(SAMPLE.encode(), mtime=0), "store.not_text", ""),
    ("zeros", b"\x00" * 1000, "store.not_text", ""),
    ("a portable document", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", NO_TITLE, "PDF"),
    ("JSON", b'{"number": "S77", "year": 2020}', NO_TITLE, "number"),
    ("a page of HTML", b"<html><body><table><tr><td>S77</td></tr></table></body></html>", NO_TITLE, "<html>"),
    ("TOML", (Path(samples.__file__).parent / "office.toml").read_bytes(), NO_TITLE, "ひばり野市"),
    ("a letter", "先日お願いした評価票の件です。\n".encode(), NO_TITLE, "先日お願い"),
    ("signs that move the cursor", b"\x1b[2J\x1b]0;title\x07", "store.not_text", ""),
    ("signs that ring and go back", b"S77\x07\x08\x0c\xc2\x9b2J", NO_TITLE, "S77"),
    # --- saved in another way
    ("commas in place of tabs", SAMPLE.replace("\t", ",").encode(), LABEL, "施策番号"),
    ("commas after the title too", swapped(TITLE, f"{TITLE},,,,,"), "store.comma_separated", "タブ区切り"),
    ("spaces in place of tabs", SAMPLE.replace("\t", "  ").encode(), LABEL, "施策番号"),
    ("UTF-16 without its mark", SAMPLE.encode("utf-16-le"), "store.not_text", ""),
    ("UTF-16 with half a sign at the end", SAMPLE.encode("utf-16") + b"\x42", "store.not_text", ""),
    ("UTF-32", SAMPLE.encode("utf-32"), "store.not_text", ""),
    ("EUC-JP", SAMPLE.encode("euc_jp", "replace"), "store.not_text", "Unicode テキスト"),
    ("ISO-2022-JP", SAMPLE.encode("iso2022_jp", "replace"), "store.not_text", "Unicode テキスト"),
    ("UTF-8 cut off within a sign", SAMPLE.encode()[: SAMPLE.encode().index("活動".encode()) + 4], "store.not_text", ""),
    # --- another form, no form
    ("no title", without(TITLE), NO_TITLE, "施策番号"),
    ("another city's title", swapped("ひばり野市", "どこかの市"), NO_TITLE, "どこかの市"),
    ("another year's form", swapped("S票：施策評価票", "S票：施策評価票 令和9年度版"), NO_TITLE, "令和9年度版"),
    ("a title of 100,000 signs", b"x" * 100_000, NO_TITLE, "x…"),
    # --- rows and columns
    ("the title alone", TITLE.encode(), LABEL, "施策番号"),
    ("half of it", SAMPLE.encode()[: SAMPLE.encode().index("活動状況".encode())], LABEL, "活動状況"),
    ("a row missing in the middle", without("活動状況"), LABEL, "活動状況"),
    ("a row missing at the end", without("内部意見への回答"), LABEL, "内部意見への回答"),
    ("two rows in the wrong order", swapped("活動状況", "改善状況").replace("改善状況\t改善".encode(), "活動状況\t改善".encode(), 1), LABEL, "活動状況"),
    ("columns shifted by one", shifted(1), NO_TITLE, ""),
    ("one row shifted", swapped("施策番号\t", "\t施策番号\t"), LABEL, "施策番号"),
    ("a cell too many", swapped("\tS77\t", "\tS77\tもう一つ\t"), LABEL, "施策名"),
    ("a cell beyond the last column", swapped("関係部課\t", "関係部課\tほか\tさらに\t"), "store.cell_left", "さらに"),
    ("a row too many", SAMPLE.encode() + "\n備考\tあとで\n".encode(), "store.line_left", "備考"),
    ("an unknown label", swapped("施策の意図", "施策のねらい"), LABEL, "施策の意図"),
    ("no third initiative between two others", swapped("目標・成果推移等②", "目標・成果推移等⑤"), LABEL, "活動状況"),
    ("an initiative of another number", swapped("施策に係る取組②", "施策に係る取組⑦"), LABEL, "施策に係る取組②"),
    # --- years
    ("another year in the second table", swapped("R2年度（2020）\tR3年度（2021）", "R5年度（2023）\tR3年度（2021）"), PERIOD, "R5"),
    ("an era and a year that contradict", swapped("R1年度（2019）", "R1年度（2017）"), PERIOD, "2017"),
    ("no year", swapped("R1年度（2019）", "昨年度"), PERIOD, "昨年度"),
    ("a year that no calendar has", swapped("R1年度（2019）", "R99年度"), PERIOD, "R99"),
    # --- values
    ("no number", swapped("\tS77\t", "\t\t"), "store.line_empty", "施策番号"),
    ("a number of signs without a shape", swapped("\tS77\t", "\t\u200b\u2060\t"), "store.line_empty", "施策番号"),
    ("a number that is taken", SAMPLE.replace("S77", "S27").encode(), "store.number_taken", "S27"),
    ("a number that is taken, in full width", SAMPLE.replace("S77", "ｓ ２７").encode(), "store.number_taken", "２７"),
    ("a choice that there isn't", swapped("4 ICTの活用", "9 その他"), LINE, "9 その他"),
    ("a choice by its old name", swapped("7 開かれた市政と信頼される市役所", "7 信頼される市政"), LINE, "信頼される市政"),
    ("people in words", swapped("（延べ） 0人", "（延べ） 多数"), LINE, "多数"),
    ("half a person", swapped("（延べ） 0人", "（延べ） 0.5人"), LINE, "0.5人"),
    ("a million digits", swapped("（延べ） 0人", f"（延べ） {'9' * 100_000}人"), LINE, "9…"),
    ("spaces that take a slow pattern minutes", swapped("（延べ） 0人", f"（延べ） 1{' ' * 100_000}x"), LINE, "1 x"),
    ("a text of 10,001 characters", swapped("活動状況\t", f"活動状況\t{LONG}"), LINE, "長すぎます"),
    ("a department of 101 characters", swapped("関係部課\t", f"関係部課\t{'課' * 101}、"), LINE, "長すぎます"),
    ("101 departments", swapped("関係部課\t", f"関係部課\t{'、'.join(f'第{n}課' for n in range(101))}、"), LINE, "件は多すぎます"),
    # --- quotes and long cells
    ("a quote that is never closed", swapped("\tS77\t", '\t"S77\t'), "store.quote_open", "5 行目"),
    ("words after a closed quote", swapped("\tS77\t", '\t"S77"号\t'), "store.quote_open", "5 行目"),
    ("a line of 10 MB", b"x" * 10_000_000, "store.cell_too_long", "1 行目"),
    ("a cell of a megabyte", swapped("活動状況\t", f"活動状況\t{'長' * 400_000}"), "store.cell_too_long", "行目"),
    ("21 MB", b"\n" * 21_000_000, "cli.file_too_large", "20 MB"),
    # --- opinions and answers
    ("an answer without an opinion", swapped("内部意見への回答\t", "内部意見への回答\t・対応します。"), "store.answers_to_nothing", "内部意見への回答"),
    ("three answers to two opinions", swapped("行政改革担当\t", "行政改革担当\t・一つ ・二つ").replace("への回答\t".encode(), "への回答\t・い ・ろ ・は".encode(), 1), "store.answers_unpaired", "2件"),
    ("an answer to opinion 9", swapped("行政改革担当\t", "行政改革担当\t・一つ ・二つ").replace("への回答\t".encode(), "への回答\t・（意見9への回答）はい".encode(), 1), "store.answers_unpaired", "意見2への回答"),
    ("an answer to an opinion of thirty digits", swapped("行政改革担当\t", "行政改革担当\t・一つ ・二つ").replace("への回答\t".encode(), f"への回答\t・（意見{'9' * 30}への回答）はい".encode(), 1), "store.answers_unpaired", ""),
]  # fmt: skip

PLACES: list[tuple[str, Callable[[Path], Path], str]] = [
    ("a file that isn't there", lambda folder: folder / "nowhere.txt", "cli.trouble_missing"),
    ("a folder", lambda folder: folder, "cli.trouble_folder"),
    ("a file within a file", lambda folder: _file(folder, "a.txt") / "b.txt", "cli.trouble_no_folder"),
    ("a link to itself", lambda folder: _loop(folder / "loop.txt"), "cli.trouble_loop"),
    ("a name of 300 characters", lambda folder: folder / f"{'長' * 300}.txt", "cli.trouble_name_too_long"),
    ("what never ends", lambda _: Path("/dev/zero"), "cli.file_too_large"),
    ("what is always empty", lambda _: Path("/dev/null"), "store.file_empty"),
]

OFFICES: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "cli.office_empty"),
    ("a sheet", SAMPLE.encode(), "store.office_unreadable"),
    ("a workbook", workbook(), "store.not_text"),
    ("JSON", b'{"people": []}', "store.office_unreadable"),
    ("a list in place of entries", 'people = ["佐藤"]'.encode(), "store.office_not_entries"),
    ("an unknown table", b'[[persons]]\nid = "U1"', "store.office_no_table"),
    ("a person without a name", b'[[people]]\nid = "U1"', "store.office_key_missing"),
    ("a department of 101 characters", f'[[departments]]\nname = "{"課" * 101}"'.encode(), "store.office_too_long"),
    ("a yes in words", '[[people]]\nid = "U1"\nname = "佐藤"\nsecretariat = "はい"'.encode(), "store.office_badly_written"),
]  # fmt: skip

FORMS: list[tuple[str, str, str, str]] = [
    ("not TOML", "", "x =", "store.form_unreadable"),
    ("no name", 'name = { ja = "事務事業評価シート", en = "Project evaluation sheet" }', "", "store.form_key_missing"),
    ("an unknown key", 'edition = "kazami-2024"', 'edition = "kazami-2024"\nyear = 2024', "store.form_key_unknown"),
    ("an unknown kind", 'kind = "departments"', 'kind = "people"', "store.form_wrong"),
    ("an unknown word in a period", "{era}（{year}）計画", "{gengo}年度", "store.form_braces"),
    ("an unknown word in a table", "指標名{n}", "指標名{number}", "store.form_braces"),
    ("a sign without a number", "〔意見{n}〕", "〔意見〕", "store.form_braces"),
    ("a brace that is open", "指標名{n}", "指標名{n", "store.form_braces"),
    ("no field for the owner", 'key = "owner"', 'key = "section"', "store.form_lacks"),
    ("one key twice", 'key = "partners"', 'key = "staff"', "store.form_twice"),
    ("a row without a head", 'heads = { actual = "実績値", plan = "見込値" }', 'heads = { actual = "実績値" }', "store.form_heads"),
    ("rows that miss a field", '["owner", "started"]', '["owner"]', "store.form_rows"),
    ("an item without a title", 'key = "title"', 'key = "heading"', "store.form_no_title"),
]  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize(("content", "key", "has"), [pytest.param(*row[1:], id=row[0]) for row in CONTENTS])
def test_a_file_is_refused_in_a_sentence(terminal: Terminal, content: bytes, key: str, has: str, language: str) -> None:
    file = terminal.folder / "sheet.txt"
    file.write_bytes(content)
    told = terminal.refused("import", str(file), HYOKA_LANGUAGE=language)
    told.says(key, "cli.import_refused", "cli.import_failed")
    assert language == "en" or has in told.words
    assert not any(sign < " " and sign != "\n" for sign in told.words), "it moves the cursor"


@pytest.mark.parametrize(("place", "key"), [pytest.param(*row[1:], id=row[0]) for row in PLACES])
def test_a_place_that_holds_no_sheet_is_told(terminal: Terminal, place: Callable[[Path], Path], key: str) -> None:
    terminal.refused("import", str(place(terminal.folder))).says(key, "cli.import_refused")


@pytest.mark.parametrize(("content", "key"), [pytest.param(*row[1:], id=row[0]) for row in OFFICES])
def test_an_office_is_refused_in_a_sentence(terminal: Terminal, content: bytes, key: str) -> None:
    file = terminal.folder / "office.toml"
    file.write_bytes(content)
    terminal.refused("office", str(file)).says(key)


@pytest.mark.parametrize(("old", "new", "key"), [pytest.param(*row[1:], id=row[0]) for row in FORMS])
def test_a_form_is_refused_before_any_sheet_is_on_it(terminal: Terminal, old: str, new: str, key: str) -> None:
    text = (Path(__file__).parents[1] / "forms" / "kazami-2024.toml").read_text("utf-8")
    assert old in text
    with terminal.form((text.replace(old, new, 1) if old else new).encode()):
        terminal.refused("sheets").says(key)
        terminal.refused("import", "x.txt", HYOKA_LANGUAGE="en").says(key)


def test_a_form_in_another_encoding_is_told(terminal: Terminal) -> None:
    with terminal.form("# 様式\n".encode("cp932")):
        terminal.refused("doctor").says("store.form_unreadable")


def test_a_name_that_looks_like_markup_is_listed_as_it_stands(terminal: Terminal) -> None:
    file = terminal.folder / "markup.txt"
    file.write_text(SAMPLE.replace("S77", "S79").replace("\t行政手続", "\t[/x] :smile: [bold]行政手続", 1), "utf-8")
    assert terminal.types("import", str(file)).code == 0
    listed = terminal.types("sheets", FORCE_COLOR="1", COLUMNS="200")
    assert (listed.code, "[/x] :smile: [bold]行政手続" in listed.out) == (0, True)


def test_one_bad_file_keeps_no_other_out(terminal: Terminal) -> None:
    good, bad = terminal.folder / "good.txt", terminal.folder / "bad.txt"
    good.write_text(SAMPLE.replace("S77", "S|78 / <b>"), "utf-8")
    bad.write_bytes(without("活動状況"))
    told: Told = terminal.types("import", str(bad), str(good), str(good))
    assert told.code == 1
    told.says("store.label_expected", "cli.imported", "store.number_taken", "cli.import_failed")
    exported = terminal.types("export", "S|78/<b>")
    assert (exported.code, "S|78 / <b>" in exported.out) == (0, True)


def _file(folder: Path, name: str) -> Path:
    (folder / name).write_text("x")
    return folder / name


def _loop(link: Path) -> Path:
    if not link.is_symlink():
        link.symlink_to(link)
    return link
