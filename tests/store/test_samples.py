"""The sample office is believable and whole: its sheets, its people, and the summer they had."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from commands.registry import texts
from store.form import Forms
from store.formats.content import content_of
from store.formats.text import parse, render
from store.person import Department, Person
from store.refusal import Refusal
from store.samples import FORMS, fill, office, read_office
from store.samples.year import Year
from store.sheet import Stage
from store.store import Store

JST = timezone(timedelta(hours=9))
END_OF_JULY = datetime(2020, 7, 31, 18, tzinfo=JST)
FILES = files("store.samples")
SHEETS = sorted((each for each in FILES.iterdir() if each.name.endswith(".txt")), key=lambda each: each.name)
YEAR = Year.model_validate(tomllib.loads((FILES / "year.toml").read_text("utf-8")))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store.open(tmp_path, Forms(files("store") / "forms", FORMS))
    yield store
    store.close()


@pytest.mark.parametrize("file", SHEETS, ids=lambda each: each.name)
def test_a_sample_is_read_and_written_back_as_it_stands(file: Traversable) -> None:
    text, forms = file.read_text("utf-8"), Forms(FORMS)
    content = parse(text, forms)
    assert render(content, forms.get(content.form)) == text
    assert (content.year, f"{content.number}.txt") == (2020, file.name)
    assert content.values["owner"] in {each.name for each in office().departments}


def test_the_samples_have_many_shapes() -> None:
    contents = [parse(file.read_text("utf-8"), Forms(FORMS)) for file in SHEETS]
    initiatives = {sum(address.endswith("/title") for address in each.values) for each in contents}
    texts = [value for each in contents for value in each.values.values() if isinstance(value, str)]
    costs = [value for each in contents for address, value in each.values.items() if "/cost/" in address]
    assert initiatives == {1, 2, 3, 4}
    assert 650 < max(map(len, texts)) < 800
    assert {1, 2, 3, 4} <= {len(value) for value in costs if isinstance(value, tuple)}
    assert {"特になし", "前年度と同じ", "48,620人", "-", "－", "未定"} <= set(texts)
    assert {"髙", "㎥", "～", "－", "\n", "４"} <= set("".join(texts))
    assert min(len(each.values) for each in contents) < 15


def test_no_sample_names_a_real_city() -> None:
    everything = [each for folder in (FILES, FORMS) for each in folder.iterdir() if each.is_file()]
    assert len(everything) > len(SHEETS) + 3
    for file in everything:
        text = f"{file.name} {file.read_text('utf-8')}"
        assert not [name for name in ("長久手", "nagakute", "愛知") if name in text.casefold()], file.name


def test_the_office_has_every_role() -> None:
    ours = office()
    staff = Counter(name for person in ours.people for name in person.departments)
    assert staff == {"市長公室情報課": 2, "福祉部長寿課": 2}
    assert Counter(key for person in ours.people for key in person.offices) == {
        "planning": 1,
        "finance": 1,
        "reform": 1,
    }
    assert sum(person.secretariat for person in ours.people) == 1
    heads = {each.head for each in ours.departments}
    assert heads <= {person.id for person in ours.people}
    assert sum(not person.known and person.id not in heads for person in ours.people) == 1

    assert {(each.id, each.name): len(ours.members(each)) for each in ours.channels} == {
        ("C0HYOKA", "行政評価"): 11,
        ("C0JOHO", "情報課"): 6,
        ("C0CHOJU", "長寿課"): 6,
    }
    assert {each.name: each.channel for each in ours.departments} == {
        "市長公室情報課": "C0JOHO",
        "福祉部長寿課": "C0CHOJU",
    }


def test_the_year_is_spread_over_all_stages(store: Store) -> None:
    assert fill(store, END_OF_JULY) == len(SHEETS) == len(YEAR.sheets)
    assert Counter(sheet.stage for sheet in store.sheets()) == {
        Stage.DRAFT: 3,
        Stage.SUBMITTED: 2,
        Stage.IN_REVIEW: 2,
        Stage.AWAITING_ANSWERS: 2,
        Stage.ANSWERED: 1,
        Stage.FINAL: 1,
        Stage.PUBLISHED: 1,
    }
    assert [each.facts for each in store.people()] == [
        each.facts for each in sorted(office().people, key=lambda each: each.id)
    ]
    assert store.department("福祉部 長寿課").channel == "C0CHOJU"


def test_the_sheets_end_as_their_texts_say(store: Store) -> None:
    fill(store, END_OF_JULY)
    for file in SHEETS:
        content = parse(file.read_text("utf-8"), store.forms)
        assert store.numbered(content.number).values == content.values


def test_every_outcome_of_the_year_can_be_written_to_a_file(store: Store) -> None:
    fill(store, END_OF_JULY)
    for sheet in store.sheets():
        content = content_of(sheet)
        assert parse(render(content, store.form(sheet)), store.forms) == content


def test_one_of_two_opinions_on_s27_is_open(store: Store) -> None:
    fill(store, END_OF_JULY)
    sheet = store.numbered("S27")
    assert [each.office for each in sheet.live_opinions] == ["finance", "planning"]
    assert [each.id for each in sheet.open_opinions] == ["O1"]
    assert sheet.offices_to_hear == ()


def test_every_step_left_its_event_at_an_hour_of_work(store: Store) -> None:
    fill(store, END_OF_JULY)
    names = {person.id: person.name for person in office().people}
    for number, steps in YEAR.sheets.items():
        events = store.history(store.numbered(number).key)
        assert len(events) == len(steps) + 1, number
        times = [event.at.astimezone(JST) for event in events]
        assert times == sorted(times)
        assert times[-1] < END_OF_JULY
        assert all(at.weekday() < 5 and 8 <= at.hour < 18 for at in times), number
        assert all(event.name == names[event.who] for event in events)


def test_a_returned_sheet_says_why(store: Store) -> None:
    fill(store, END_OF_JULY)
    sheet = store.numbered("S14")
    assert sheet.stage is Stage.DRAFT
    assert sheet.returned
    assert "前年度と同じ" in sheet.returned.reason
    assert store.history(sheet.key)[-1].reason == sheet.returned.reason


@pytest.mark.parametrize("now", [datetime(2026, 11, 25, 9, tzinfo=UTC), datetime(2020, 7, 31, 17, tzinfo=JST)])
def test_the_year_ends_in_the_week_before_now(store: Store, now: datetime) -> None:
    fill(store, now)
    times = [event.at for sheet in store.sheets() for event in store.history(sheet.key)]
    assert timedelta(0) < now - max(times) < timedelta(days=10)
    assert {at.astimezone(JST).weekday() for at in times} == {0, 1, 2, 3, 4}


def test_filling_twice_changes_nothing(store: Store) -> None:
    fill(store, END_OF_JULY)
    before = [(sheet.key, sheet.revision) for sheet in store.sheets()]
    assert fill(store, END_OF_JULY + timedelta(days=30)) == 0
    assert [(sheet.key, sheet.revision) for sheet in store.sheets()] == before


def test_what_the_store_has_already_stays(store: Store) -> None:
    sato = Person(id="U0SATO", name="佐藤 花子", departments=("福祉部長寿課",))
    store.keep_office([sato], [Department(name="市長公室情報課", channel="C0OTHER")])
    store.add(parse((FILES / "S31.txt").read_text("utf-8"), store.forms), sato, END_OF_JULY)
    assert fill(store, END_OF_JULY) == len(SHEETS) - 1
    assert store.person("U0SATO") == sato
    assert store.department("市長公室情報課").channel == "C0OTHER"
    assert len(store.history(store.numbered("S31").key)) == 1


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('[[people]]\nid = "U1', ["office_unreadable"]),
        ('[[people]]\nid = "U1"\nid = "U2"', ["office_unreadable"]),
        ('[[persons]]\nid = "U1"', ["office_no_table"]),
        ('people = "佐藤"', ["office_not_entries"]),
        ('people = ["佐藤"]', ["office_not_entries"]),
        ('[[people]]\nid = "U1"\nname = "佐藤"\ndepartment = "情報課"', ["office_no_key"]),
        ('[[people]]\nname = "佐藤"', ["office_key_missing"]),
        ('[[people]]\nid = " "\nname = "佐藤"', ["office_key_missing"]),
        ('[[people]]\nid = 5\nname = "佐藤"', ["office_badly_written"]),
        ('[[people]]\nid = "U1"\nname = "佐藤"\noffices = [""]', ["office_badly_written"]),
        ('[[people]]\nid = "U1"\nname = "佐藤"\ndepartments = "情報課"', ["office_badly_written"]),
        ('[[people]]\nid = "U1"\nname = "佐藤"\n[[people]]\nid = "U1"\nname = "鈴木"', ["office_id_twice"]),
        ('[[people]]\nid = "U1"\nname = "佐藤"\ndepartments = ["情報"]', ["office_no_department"]),
        ('[[departments]]\nname = "情報課"\n[[departments]]\nname = "情報 課"', ["office_department_twice"] * 2),
        ('[[people]]\nname = "佐藤"\n[[people]]\nid = "U1"', ["office_key_missing"] * 2),
    ],
)
def test_an_office_that_cannot_be_read_is_refused_with_all_reasons(text: str, keys: list[str]) -> None:
    with pytest.raises(Refusal) as refused:
        read_office(text)
    reasons = [reason.text for reason in refused.value.reasons]
    assert [reason.key for reason in reasons] == [f"store.{key}" for key in keys]
    words = texts(JST)
    for reason in reasons:
        assert "{" not in words.say(reason, "ja") + words.say(reason, "en")


def test_the_line_of_a_broken_office_is_named() -> None:
    with pytest.raises(Refusal) as refused:
        read_office('[[people]]\nid = "U1"\nname = 佐藤\n')
    assert refused.value.text.values["line"] == 3


def test_an_office_may_be_small() -> None:
    ours = read_office(
        '[[people]]\nid = " U1 "\nname = "佐藤"\ndepartments = ["情報 課"]\n[[departments]]\nname = "情報課"'
    )
    assert ours.people == (Person(id="U1", name="佐藤", departments=("情報 課",)),)
    assert ours.departments == (Department(name="情報課"),)
    assert ours.channels == ()


@pytest.mark.parametrize("days", range(7))
def test_something_is_late_and_something_near_whenever_one_tries(store: Store, days: int) -> None:
    now = END_OF_JULY + timedelta(weeks=300, days=days)
    fill(store, now)
    deadlines, calendar = store.deadlines(2020), store.rules().calendar
    left = {
        number: (day - now.date()).days
        for standing in store.standings(2020)
        for todo in standing.todos
        if (day := deadlines.day(todo.task, standing)) and (number := standing.number)
    }
    assert min(left.values()) < -7
    assert any(0 <= each <= 10 for each in left.values())
    assert all(calendar.is_open(day) for day in deadlines.days.values())
    assert deadlines.moved
