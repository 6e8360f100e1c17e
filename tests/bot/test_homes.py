"""App Homes that are looked at show the last state, at a pace, and keep nobody waiting."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from bot.languages import Readers
from bot.receive import Place, Surface
from bot.send import Homes, Reach
from bot.slack import web_client
from commands.kit.reply import Button, Buttons, Line, View
from commands.kit.request import NOTHING, Subject
from commands.kit.texts import Texts
from store.person import Person
from store.sheet import Sheet
from store.store import Store
from tests.bot.recording import RecordingSlack
from tests.bot.views import shown
from tests.office import FINANCE, NOW, SATO, SECRETARIAT, STRANGER, SUZUKI, TANAKA, small_content
from tests.patience import eventually

PACE = 0.05


@dataclass
class Hall:
    """People before their App Home, which shows the sheet's activities; `held` keeps whoever draws."""

    homes: Homes
    slack: RecordingSlack
    store: Store
    sheet: Sheet
    held: threading.Event = field(default_factory=threading.Event)
    drawn: list[str] = field(default_factory=list)

    def draw(self, user: str, subject: Subject) -> View:
        assert self.held.wait(5)
        self.drawn.append(user)
        return self.view(subject)

    def view(self, subject: Subject = NOTHING) -> View:
        said = str(self.store.sheet(self.sheet.key).values.get("activity", "まだ"))
        return View("家", (Line(f"{said} {subject.part}{subject.revision}"),), subject=subject)

    def opens(self, *people: Person) -> None:
        for each in people:
            self.homes.show(self.view(), Place(each.id, Surface.HOME))

    def writes(self, text: str, who: Person = SATO) -> None:
        sheet = self.store.sheet(self.sheet.key)
        self.store.fill(sheet.key, who, NOW, {"activity": text}, sheet.revision)

    def seen(self, who: Person) -> list[str]:
        published = self.slack.of("views.publish")
        return [shown(each["view"]).strip() for each in published if each["user_id"] == who.id]

    def settles(self) -> None:
        """Long enough for what is due to be shown."""
        time.sleep(2 * PACE)


@pytest.fixture
def hall(slack: RecordingSlack, store: Store, texts: Texts) -> Iterator[Hall]:
    client = web_client("xoxb-test", f"{slack.url}/api/")
    readers = Readers(client, "ja")
    sheet = store.add(small_content(), SECRETARIAT, NOW)
    homes = Homes(Reach(client, texts, readers), store, pace=PACE)
    made = Hall(homes, slack, store, sheet)
    made.held.set()
    homes.start(made.draw, lambda: NOW)
    yield made
    made.held.set()
    homes.stop(1)
    readers.close()


def test_many_changes_are_one_view_of_the_last_state(hall: Hall) -> None:
    hall.opens(SATO)
    for n in range(20):
        hall.writes(f"{n}回目")
    eventually(lambda: hall.seen(SATO)[-1] == "19回目 0")
    hall.settles()
    assert len(hall.seen(SATO)) < 10
    at = [call.at for call in hall.slack.calls if call.method == "views.publish"]
    assert all(later - sooner >= PACE * 0.9 for sooner, later in pairwise(at))


def test_a_change_is_shown_to_those_whose_work_it_is(hall: Hall) -> None:
    everybody = (SATO, SUZUKI, FINANCE, SECRETARIAT, TANAKA, STRANGER)
    hall.opens(*everybody)
    hall.writes("直した", SUZUKI)
    eventually(lambda: all(len(hall.seen(who)) == 2 for who in everybody[:4]))
    hall.settles()
    assert [len(hall.seen(who)) for who in everybody] == [2, 2, 2, 2, 1, 1]


def test_a_sheet_on_the_screen_concerns_whoever_reads_it(hall: Hall) -> None:
    opens = Button("開く", "sheet.card", Subject(hall.sheet.key))
    hall.homes.show(View("家", (Buttons((opens,)),)), Place(STRANGER.id, Surface.HOME))
    hall.writes("直した")
    eventually(lambda: len(hall.seen(STRANGER)) == 2)


def test_what_looks_the_same_is_not_sent(hall: Hall) -> None:
    hall.opens(SATO)
    hall.settles()
    sheet = hall.store.sheet(hall.sheet.key)
    hall.store.fill(sheet.key, SATO, NOW, {"plans": "この画面に出ない欄"}, sheet.revision)
    eventually(lambda: SATO.id in hall.drawn)
    hall.settles()
    assert len(hall.seen(SATO)) == 1


def test_a_change_of_people_is_a_change_for_everybody(hall: Hall) -> None:
    hall.opens(TANAKA)
    hall.store.keep_office([Person(id="U0NEW", name="新田 純")], [])
    eventually(lambda: TANAKA.id in hall.drawn)


def test_whoever_never_opened_it_is_left_alone(hall: Hall) -> None:
    hall.writes("直した")
    hall.settles()
    assert hall.slack.of("views.publish") == []


def test_presses_that_come_too_soon_are_shown_in_their_turn(hall: Hall) -> None:
    hall.opens(SATO)
    for page in (1, 2, 3):
        hall.homes.show(hall.view(Subject(part="p", revision=page)), Place(SATO.id, Surface.HOME))
    eventually(lambda: hall.seen(SATO) == ["まだ 0", "まだ p3"])
    hall.writes("直した")
    eventually(lambda: hall.seen(SATO)[-1] == "直した p3")  # on the page where they stand


def test_a_press_before_a_change_that_is_not_shown_yet_shows_the_change(hall: Hall) -> None:
    hall.opens(SATO)
    drawn_before = hall.view(Subject(part="p", revision=1))
    hall.writes("直した")
    hall.homes.show(drawn_before, Place(SATO.id, Surface.HOME))
    eventually(lambda: hall.seen(SATO)[-1] == "直した p1")


def test_each_view_names_the_one_that_it_replaces(hall: Hall) -> None:
    hall.opens(SATO)
    hall.writes("一")
    eventually(lambda: len(hall.seen(SATO)) == 2)
    first, second = hall.slack.of("views.publish")
    assert "hash" not in first
    assert second["hash"].endswith(".home")


def test_where_another_view_came_in_between_it_is_drawn_once_more(hall: Hall) -> None:
    hall.opens(SATO)
    hall.slack.refuse("views.publish", "hash_conflict")
    hall.writes("一")
    eventually(lambda: len(hall.seen(SATO)) == 3)
    assert hall.seen(SATO)[-1] == "一 0"
    assert "hash" not in hall.slack.of("views.publish")[-1]


def test_slack_that_asks_for_patience_gets_it_and_nothing_is_lost(hall: Hall) -> None:
    hall.opens(SATO, SUZUKI)
    hall.slack.refuse("views.publish", "ratelimited", status=429, retry_after=1)
    hall.writes("一")
    eventually(lambda: len(hall.slack.of("views.publish")) == 3)
    hall.writes("二")
    eventually(lambda: [hall.seen(who)[-1] for who in (SATO, SUZUKI)] == ["二 0"] * 2)
    third, fourth = [call.at for call in hall.slack.calls if call.method == "views.publish"][2:4]
    assert fourth - third >= 1


def test_slack_in_trouble_is_tried_again(hall: Hall) -> None:
    hall.opens(SATO)
    hall.slack.refuse("views.publish", "internal_error")
    hall.writes("一")
    eventually(lambda: hall.seen(SATO)[1:] == ["一 0", "一 0"])


def test_whoever_cannot_be_shown_it_is_forgotten_and_the_others_are_not(hall: Hall) -> None:
    hall.opens(SATO, SUZUKI)
    hall.slack.refuse("views.publish", "user_not_found")
    hall.writes("一")
    eventually(lambda: len(hall.slack.of("views.publish")) == 4)
    hall.writes("二")
    eventually(lambda: len(hall.slack.of("views.publish")) == 5)
    hall.settles()
    assert len(hall.slack.of("views.publish")) == 5


def test_whoever_saves_waits_for_nothing(hall: Hall) -> None:
    hall.opens(SATO)
    hall.held.clear()
    began = time.monotonic()
    for n in range(10):
        hall.writes(f"{n}")
    hall.opens(SATO)
    assert time.monotonic() - began < 1
    hall.held.set()
    eventually(lambda: hall.seen(SATO)[-1] == "9 0")


def test_stopping_shows_what_is_due(hall: Hall) -> None:
    hall.opens(SATO)
    hall.writes("最後")
    hall.homes.stop(2)
    assert hall.seen(SATO)[-1] == "最後 0"


def test_stopping_waits_no_longer_than_it_may(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hall.homes, "_pace", 60)
    hall.opens(SATO)
    hall.writes("最後")
    began = time.monotonic()
    hall.homes.stop(0.1)
    assert time.monotonic() - began < 1
