"""The office of the tests: who is who, and sheets to work on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from store.form import Form, Forms
from store.formats.content import Content
from store.formats.text import decode, parse
from store.person import Department, Person
from store.sheet import Sheet
from store.store import Store

ZONE = ZoneInfo("Asia/Tokyo")
NOW = datetime(2020, 7, 20, 10, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)
SEED = Path(__file__).parents[2] / "shared" / "seed" / "S27.txt"

SATO = Person(id="U0SATO", name="佐藤 花子", departments=("市長公室情報課",))
SUZUKI = Person(id="U0SUZUKI", name="鈴木 一郎", departments=("市長公室情報課",))
TANAKA = Person(id="U0TANAKA", name="田中 実", departments=("福祉部長寿課",))
PLANNER = Person(id="U0PLAN", name="計画 恵", offices=("planning", "policy"))
FINANCE = Person(id="U0ZAISEI", name="財津 健", offices=("finance", "money"))
REFORM = Person(id="U0GYOKAKU", name="行方 改", offices=("reform",))
SECRETARIAT = Person(id="U0JIMU", name="事務 京子", secretariat=True)
STRANGER = Person(id="U0GUEST", name="客野 人")
EVERYBODY = (SATO, SUZUKI, TANAKA, PLANNER, FINANCE, REFORM, SECRETARIAT)
DEPARTMENTS = (Department(name="市長公室情報課", channel="C0JOHO"), Department(name="福祉部長寿課", channel="C0CHOJU"))


def all_forms() -> Forms:
    """The shipped forms, and the tests' own."""
    return Forms(files("store") / "forms", Path(__file__).parent / "forms")


def s_form() -> Form:
    return all_forms().get("nagakute-s-2020")


def second_form() -> Form:
    return all_forms().get("kazami-2024")


def open_store(folder: Path, *, writing: bool = True) -> Store:
    return Store.open(folder, all_forms(), writing=writing)


def staffed_store(folder: Path) -> Store:
    store = open_store(folder)
    store.keep_office(EVERYBODY, DEPARTMENTS)
    return store


def seed_text() -> str:
    """The real sheet; tests that need it are skipped where it isn't at hand."""
    if not SEED.exists():
        pytest.skip("the real sheet is not at hand")
    return decode(SEED.read_bytes())


def small_content(number: str = "S31", owner: str = "市長公室情報課", year: int = 2020) -> Content:
    """A sheet on the S-form with one initiative."""
    values = {"number": number, "name": "窓口の改善", "owner": owner, "initiatives/1/title": "案内係の配置"}
    return Content("nagakute-s-2020", year, values)


def second_content(number: str = "K105", owner: str = "市長公室情報課") -> Content:
    """A sheet on the second form with two indicators."""
    values = {"number": number, "name": "図書館の夜間開館", "owner": owner}
    values |= {"indicators/1/title": "来館者数", "indicators/1/unit": "人", "indicators/2/title": "満足度"}
    return Content("kazami-2024", 2024, values)


def filled(store: Store, sheet: Sheet) -> Sheet:
    """The sheet with something in every required field."""
    for leaf in sheet.leaves(store.form(sheet)).values():
        if leaf.required and leaf.address not in sheet.values:
            sheet, _ = store.fill(sheet.key, SECRETARIAT, NOW, {leaf.address: something(leaf.kind)}, sheet.revision)
    return sheet


def submitted(store: Store, sheet: Sheet) -> Sheet:
    """The sheet filled in and handed in."""
    sheet, form = filled(store, sheet), store.form(sheet)
    return store.change(sheet.key, SECRETARIAT, NOW, "submit", lambda each: each.submit(form, SECRETARIAT, NOW))


def something(kind: object, n: int = 1) -> str:
    """Something that can be written into a field of this kind; another thing for another `n`."""
    match getattr(kind, "kind", "text"):
        case "choice":
            options = getattr(kind, "options", ())
            return str(options[n % len(options)].key)
        case "number":
            return f"{n * 7}"
        case "date":
            return f"2020-11-{n % 28 + 1:02d}"
        case "costs":
            return f"委託料その{n} {n * 1000 + 5}千円"
        case "departments":
            return "福祉部長寿課" if n % 2 else "市長公室情報課、福祉部長寿課"
        case _:
            return f"書いた言葉 その{n}"


def seed_sheet(store: Store) -> Sheet:
    """The real sheet, taken in by the secretariat."""
    return store.add(parse(seed_text(), store.forms), SECRETARIAT, NOW)


def people_of(data: Path) -> int:
    """How many people a data folder knows."""
    store = open_store(data, writing=False)
    return len(list(store.people()))
