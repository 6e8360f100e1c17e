"""A counter that rises with every change that somebody can see, so that nobody has to poll."""

import threading
from collections.abc import Callable


class ChangeFeed:
    """Counts changes from 0 and wakes those who wait for the next one. Thread-safe."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._version = 0
        self._subscribers: list[Callable[[int], None]] = []

    @property
    def version(self) -> int:
        """The number of changes so far."""
        return self._version

    def bump(self) -> None:
        """Count one change, wake all waiting threads and call the subscribers."""
        with self._changed:
            self._version += 1
            version = self._version
            self._changed.notify_all()
            subscribers = tuple(self._subscribers)
        for callback in subscribers:
            callback(version)

    def wait(self, since: int, timeout: float) -> int:
        """Block until there are more than `since` changes, at most `timeout` seconds; returns the present version."""
        with self._changed:
            self._changed.wait_for(lambda: self._version > since, timeout)
            return self._version

    def subscribe(self, callback: Callable[[int], None]) -> Callable[[], None]:
        """Call `callback(version)` after each change, until the returned function is called.

        The callback runs in whichever thread made the change, perhaps while the workspace is locked: it must return
        at once and not block, e.g. hand the news to an event loop by `call_soon_threadsafe`.
        """
        with self._changed:
            self._subscribers.append(callback)

        def unsubscribe() -> None:
            with self._changed:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return unsubscribe
