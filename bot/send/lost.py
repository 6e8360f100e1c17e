"""Tells of messages that Slack refuses for good: whoever asked for them, and the secretariat, once, with what to do."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from html import unescape

from bot import blocks
from bot.receive import Place
from bot.send.reach import Reach
from bot.slack import NOT_THERE, USER_GONE
from commands.kit.reply import Line, Note, Once, Part, Quote, Say
from commands.kit.reply import Place as Channel
from store.post import Post
from store.store import Store
from store.text import Text, excerpt

PREFIX = "lost/"
"""How the keys of messages begin that tell of others. Where they are lost in turn nobody is told: there would be no end."""

SHOWN = 8
"""So many lost messages are quoted; of more, their number is told."""

_LONGEST = 120
_REMEMBERED = 2_000


class Lost:
    """Tells people. The secretariat has one direct message for each place that can't be reached, until it can be again;
    it grows with what is lost there.

    Args:
        write: writes down what is to be said.
    """

    def __init__(self, reach: Reach, store: Store, write: Callable[[Say], object]) -> None:
        self._reach = reach
        self._store = store
        self._write = write
        self._asked: OrderedDict[str, Place] = OrderedDict()
        self._told: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def asked_for(self, post: Post, place: Place) -> None:
        """Somebody who stands there waits for it, to be told there if it can't be said."""
        with self._lock:
            self._asked[post.key] = place
            while len(self._asked) > _REMEMBERED:
                self._asked.popitem(last=False)

    def __call__(self, post: Post, code: str) -> None:
        """A message can't be said. Raises Refusal where that can't be written down."""
        if post.key.startswith(PREFIX):
            return
        lost = self._incident(post)
        people = [each.id for each in self._store.secretariat() if each.id != post.to]
        for person in people:
            self._write(self._report(lost, code, person))
        if post.asked and post.asked not in people:
            self._tell(post, lost, code)

    def _incident(self, post: Post) -> Sequence[Post]:
        """What was lost in this place since anything last got there, this message among it."""
        lost: list[Post] = []
        for each in self._store.posts_to(post.to):
            if each.shown:
                lost = []
            elif each.lost and not each.key.endswith("/root") and "/root/" not in each.key:
                lost.append(each)
        return [*(each for each in lost if each.key != post.key), post]

    def _report(self, lost: Sequence[Post], code: str, person: str) -> Say:
        post = lost[0]
        parts: list[Part] = [Line(self._sentence(post, code, len(lost)))]
        if not post.to.startswith(("U", "W")):
            parts.append(Channel(Text("bot.lost_where"), post.to))
        parts += [Quote(excerpt(unescape(str(each.content.get("text", ""))), _LONGEST)) for each in lost[-SHOWN:]]
        if len(lost) > SHOWN:
            parts.append(Note(Text.of("bot.lost_more", count=len(lost) - SHOWN)))
        return Say(tuple(parts), person, Once(f"{PREFIX}{post.key}/{person}"))

    def _sentence(self, post: Post, code: str, count: int) -> Text:
        if post.to.startswith(("U", "W")):
            name = self._store.person(post.to).name
            key = "bot.lost_gone" if code in USER_GONE | NOT_THERE else "bot.lost_person"
            return Text.of(key, name=name, count=count, error=code)
        if code == "is_archived":
            return Text.of("bot.lost_archived", count=count)
        if code in NOT_THERE:
            return Text.of("bot.lost_uninvited", count=count)
        return Text.of("bot.lost_refused", count=count, error=code)

    def _tell(self, post: Post, lost: Sequence[Post], code: str) -> None:
        """Whoever asked: where they stand, once until something gets to the place again; directly if the bot has forgotten
        where that was."""
        once = (post.asked, lost[0].key)
        with self._lock:
            place = self._asked.pop(post.key, None)
            told = once in self._told
            self._told.add(once)
        if told:
            return
        if place is None or post.to.startswith(("U", "W")) or code not in NOT_THERE:
            self._write(self._report(lost, code, post.asked))
            return
        key = "bot.archived" if code == "is_archived" else "bot.uninvited"
        sentence = self._reach.say(place)(Text.of(key, channel=post.to))
        self._reach.whisper_message(blocks.naming(sentence, post.to), place)
