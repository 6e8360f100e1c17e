"""Files: uploaded by people, or by the app in Slack's two steps (ask for a URL, then complete the upload).

Not thread-safe by itself: its owner holds the lock. https://docs.slack.dev/messaging/working-with-files
"""

import mimetypes
import secrets
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from bot.local.workspace.model import TEAM_ID, Json, SlackError


@dataclass
class StoredFile:
    """A file; `content` is None until the bytes arrived, `length` is what the app announced, in bytes."""

    id: str
    name: str
    length: int
    owner: str
    created: int
    title: str
    content: bytes | None = None
    completed: bool = False
    channels: tuple[str, ...] = ()


class Files:
    """All files by id, and the secret keys of the upload URLs."""

    def __init__(self) -> None:
        self._files: dict[str, StoredFile] = {}
        self._uploads: dict[str, StoredFile] = {}

    def announce(self, name: str, length: int, owner: str, created: int) -> tuple[StoredFile, str]:
        """Begin an upload; returns the file and the key of its upload URL."""
        file = StoredFile(f"F{secrets.token_hex(5).upper()}", name, length, owner, created, name)
        key = secrets.token_urlsafe(24)
        self._files[file.id] = self._uploads[key] = file
        return file, key

    def receive(self, key: str, content: bytes) -> bool:
        """Take the bytes; False if the key is unknown or they are not as long as announced."""
        file = self._uploads.pop(key, None)
        if file is None or len(content) != file.length:
            return False
        file.content = content
        return True

    def add(self, name: str, content: bytes, owner: str, created: int) -> StoredFile:
        """Keep a whole file at once."""
        file, key = self.announce(name, len(content), owner, created)
        self.receive(key, content)
        file.completed = True
        return file

    def announced(self, file_id: object) -> StoredFile:
        """Return a file whose bytes arrived; raises SlackError `file_not_found`."""
        file = self._files.get(file_id) if isinstance(file_id, str) else None
        if file is None or file.content is None:
            raise SlackError("file_not_found")
        return file

    def completed(self, file_id: object) -> StoredFile:
        """Return a file that is there for others; raises SlackError `file_not_found`."""
        file = self.announced(file_id)
        if not file.completed:
            raise SlackError("file_not_found")
        return file


def file_as_json(file: StoredFile, base_url: str) -> Json:
    """Return a file object as Slack's API and events show it."""
    url = f"{base_url}/files-pri/{TEAM_ID}-{file.id}/{quote(file.name, safe='')}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mimetypes.guess_type(file.name)[0] or "application/octet-stream",
        "filetype": PurePosixPath(file.name).suffix.lstrip(".").lower() or "binary",
        "user": file.owner,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": True,
        "url_private": url,
        "url_private_download": url,
        "channels": [channel for channel in file.channels if channel.startswith("C")],
        "ims": [channel for channel in file.channels if channel.startswith("D")],
    }
