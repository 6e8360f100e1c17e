"""Folding: when the journal has outgrown its documents, it is written anew beside, and exchanged."""

from __future__ import annotations

import errno
import logging
import threading

from store.engine.commits import Commits
from store.engine.journal.disk import Disk
from store.engine.journal.journal import folding_name, write_folded

log = logging.getLogger(__name__)

_LEAST = 1 << 22
"""Bytes that a journal may always grow by: folding earlier would be more work than it saves."""


class Folding:
    """Folds a journal in a thread of its own. Nobody who reads waits for it; who writes, for some milliseconds.

    A journal may grow by as much as its documents are large, so that each byte is written twice in the long run.
    Folding that fails is no write that fails: the journal stays as it is, and it is tried again later.
    """

    def __init__(self, commits: Commits, writing: threading.RLock, disk: Disk) -> None:
        self._commits = commits
        self._writing = writing
        self._disk = disk
        self._one = threading.Lock()  # whoever holds it folds: there is one name to fold into
        self._guard = threading.Lock()  # of what follows
        self._thread: threading.Thread | None = None
        self._stopped = False
        self._next = self._limit(commits.tables.size)

    def consider(self) -> None:
        """Begin to fold if it is time."""
        with self._guard:
            is_busy = self._thread is not None and self._thread.is_alive()
            if self._stopped or is_busy or self._commits.journal.size <= self._next:
                return
            self._next = self._commits.journal.size * 2  # until it is done, or again if it fails
            thread = threading.Thread(target=self._run, name="folding", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # the machine has no thread to give, or the program is ending: no fault of the commit
                log.warning("the journal could not be folded; it stays as it is", exc_info=True)
            else:
                self._thread = thread

    def wait(self) -> None:
        """Return when nothing is being folded."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def stop(self) -> None:
        """Wait until nothing is being folded; nothing will be any more."""
        with self._guard:
            self._stopped = True
        with self._one:
            pass
        if self._thread is not None:
            self._thread.join()

    def fold(self) -> None:
        """Fold now. Raises OSError: nothing has changed."""
        with self._one:
            if self._stopped:  # the file may be another process's by now
                raise OSError(errno.EBADF, "the journal is closed")
            self._fold()
            with self._commits.state:
                self._next = self._limit(self._commits.journal.size)

    def _fold(self) -> None:
        commits, journal = self._commits, self._commits.journal
        with self._writing, commits.file:
            commits.write_open()
            with commits.state:
                ops = commits.tables.ops()
            head, begin = journal.head(len(ops)), journal.size
        fresh = folding_name(journal.path)
        target = journal.fresh(fresh)
        try:
            write_folded(target, head, ops)
            target.sync()
            begin = journal.copy(begin, target)
            target.sync()
            with commits.file:
                journal.exchange(fresh, begin, target)
        except BaseException:
            target.close()
            self._disk.remove(fresh)
            raise

    def _run(self) -> None:
        try:
            self.fold()
        except Exception:
            if not self._stopped:
                log.warning("the journal could not be folded; it stays as it is", exc_info=True)

    def _limit(self, folded: int) -> int:
        return folded + max(self._commits.tables.size, _LEAST)
