"""The bot's process: told what to do, killed on the way, started again."""

from __future__ import annotations

import os
import signal
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from random import Random
from time import sleep
from typing import Any

from tests.bench.simulated_year import life

QUIET = 0.05
"""Seconds after which nothing of a killed process is under way any more."""


class Life:
    """The bot's process, started again whenever it is gone."""

    def __init__(self, context: ForkServerContext, clock: Any, folder: Path, api_url: str, chance: Random) -> None:
        self._context = context
        self._clock = clock
        self._folder = folder
        self._api_url = api_url
        self._chance = chance
        self._process: Any = None
        self._orders: Connection | None = None
        self.kills = 0

    def does(self, *order: Any, kill_within: float = 0.0) -> Any:
        """Have it do something; killed on the way within so many seconds at random, it does it in its next life."""
        while True:
            if self._process is None and not self._begin(kill_within):
                kill_within = 0.0
                continue
            assert self._orders is not None
            self._orders.send(order)
            if kill_within:
                sleep(self._chance.random() * kill_within)
                kill_within = 0.0
                self._kill()
                continue
            return self._answer()

    def end(self) -> None:
        """Kill it for good."""
        if self._process is not None:
            self._kill()
            self.kills -= 1

    def _begin(self, kill_within: float) -> bool:
        """Start it; one of five that are to be killed is killed while it starts."""
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._clock, str(self._folder), self._api_url)
        self._process = self._context.Process(target=life.live, args=arguments)
        self._process.start()
        theirs.close()
        self._orders = ours
        if kill_within and self._chance.random() < 0.2:
            sleep(self._chance.random() * 0.5)
            self._kill()
            return False
        begun = ours.recv()
        assert begun == "begun"
        return True

    def _answer(self) -> Any:
        assert self._orders is not None
        if not self._orders.poll(90):
            raise RuntimeError("the bot hangs")
        done, answer = self._orders.recv()
        assert done == "done"
        return answer

    def _kill(self) -> None:
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        if self._orders:
            self._orders.close()
        self._process, self._orders = None, None
        self.kills += 1
        sleep(QUIET)
