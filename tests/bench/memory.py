"""How much memory a process needs that opens a folder and works on it: `python -m tests.bench.memory FOLDER`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from store.store import Store
from tests.bench.documents import forms
from tests.office import NOW, SECRETARIAT


def peak() -> float:
    """MB, up to now. Of this process alone: `getrusage` would tell the parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM")) / 1000


def main(folder: Path) -> dict[str, float]:
    """Opens, changes two thousand sheets, folds, searches; tells the peak after each."""
    told = {"before opening": peak()}
    store = Store.open(folder, forms())
    told["opened"] = peak()
    for key in [record.key for record in store.engine.find("sheets")][:2000]:
        sheet = store.sheet(key)
        store.fill(sheet.key, SECRETARIAT, NOW, {"activity": f"書きかえた文 {sheet.number}"}, sheet.revision)
    told["2,000 sheets changed"] = peak()
    store.engine.keep_copy("memory")
    told["all written anew"] = peak()
    store.search("研修")
    told["all text searched"] = peak()
    store.close()
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))  # noqa: T201 - whoever started it reads this
