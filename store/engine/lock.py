"""One writing process."""

from __future__ import annotations

import fcntl
import os
import socket
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from store.refusal import Refusal


class Lock:
    """Holds a file for as long as this process writes beside it.

    The file is never renamed or removed, so that two processes can't hold two different files of one name.

    Raises:
        Refusal: another process writes there; the sentence names its pid and host.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.seek(0)
            holder = self._file.read().strip() or "?"
            self._file.close()
            raise Refusal("store.locked", folder=str(path.parent), holder=holder) from None
        # Who is refused would like to know by whom; on a full disk we hold the file all the same.
        with suppress(OSError):
            os.ftruncate(self._file.fileno(), 0)
            os.write(self._file.fileno(), f"pid {os.getpid()}, {socket.gethostname()}".encode())

    def __enter__(self) -> Lock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
