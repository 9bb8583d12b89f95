"""An IMAP server over a raw socket: keeps mails in memory, and misbehaves as it is told; real ones are too polite."""

from __future__ import annotations

import base64
import re
import socket
from collections.abc import Iterator
from typing import Any

from tests.mail.raw_server import CLOSE, HANG, RawServer

__all__ = ["CLOSE", "HANG", "ImapServer"]
ARRIVED = '"12-Jan-2027 10:01:00 +0100"'


class ImapServer(RawServer):
    """`mails`: UID → bytes of INBOX. `script[verb]`: a line to answer with instead ("NO …"), HANG, CLOSE, or a function
    that is given the command and returns one of these, or None to go on as usual."""

    def __init__(
        self,
        *mails: bytes,
        uidvalidity: int = 1,
        capabilities: str = "IMAP4rev1 MOVE UIDPLUS",
        **script: Any,
    ) -> None:
        super().__init__()
        self.mails: dict[int, bytes] = dict(enumerate(mails, 1))
        self.next_uid = len(mails) + 1
        self.folders: dict[str, list[bytes]] = {}
        self.deleted: set[int] = set()
        self.uidvalidity, self.capabilities = uidvalidity, capabilities
        self.script = script
        self.claimed: dict[int, int] = {}
        self.verbs: list[str] = []
        self.users: list[str] = []

    def put(self, *mails: bytes) -> None:
        for one in mails:
            self.mails[self.next_uid] = one
            self.next_uid += 1

    def renumber(self, uidvalidity: int) -> None:
        """As after a server's restore: the same mails under new UIDs."""
        self.uidvalidity, self.mails = uidvalidity, dict(enumerate(self.mails.values(), 1))

    def converse(self, client: socket.socket, lines: Iterator[bytes]) -> None:
        client.sendall(b"* OK here\r\n")
        for line in lines:
            if not self._command(client, lines, line.decode(errors="replace").strip()):
                break

    def _command(self, client: socket.socket, lines: Iterator[bytes], line: str) -> bool:
        tag, _, rest = line.partition(" ")
        verb = " ".join(rest.split()[: 2 if rest.upper().startswith("UID") else 1]).upper().replace("UID ", "UID_")
        self.verbs.append(verb)
        scripted = self.script.get(verb)
        scripted = scripted(rest) if callable(scripted) else scripted
        if scripted == HANG:
            list(lines)  # until the other side has had enough
            return False
        if scripted == CLOSE:
            return False
        if scripted is not None:
            client.sendall(f"{tag} {scripted}\r\n".encode())
            return True
        doing = getattr(self, f"_do_{verb.lower()}", None)
        if doing is None:
            client.sendall(f"{tag} BAD what\r\n".encode())
            return True
        answer = doing(client, lines, rest)
        client.sendall((answer or b"") + f"{tag} OK done\r\n".encode())
        return verb != "LOGOUT"

    def _do_capability(self, *_given: object) -> bytes:
        return f"* CAPABILITY {self.capabilities}\r\n".encode()

    def _do_login(self, _client: object, _lines: object, rest: str) -> None:
        self.users.append(rest.split()[1])

    def _do_authenticate(self, client: socket.socket, lines: Iterator[bytes], rest: str) -> None:
        client.sendall(b"+ \r\n")
        self.users.append(base64.b64decode(next(lines)).decode())

    def _do_logout(self, *_given: object) -> bytes:
        return b"* BYE\r\n"

    def _do_select(self, *_given: object) -> bytes:
        return f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.uidvalidity}] ok\r\n".encode()

    def _do_create(self, _client: object, _lines: object, rest: str) -> None:
        self.folders.setdefault(rest.split(" ", 1)[1].strip('"'), [])

    def _do_uid_search(self, _client: object, _lines: object, rest: str) -> bytes:
        first = int(re.findall(r"(\d+):\*", rest)[0])
        found = [uid for uid in self.mails if uid >= first] or list(self.mails)[-1:]
        return f"* SEARCH {' '.join(map(str, found))}\r\n".encode()

    def _do_uid_fetch(self, _client: object, _lines: object, rest: str) -> bytes:
        uid = int(rest.split()[2])
        other = b"* 99 FETCH (UID 99 FLAGS (\\Seen))\r\n"
        if uid not in self.mails:
            return other
        raw = self.mails[uid]
        if "SIZE" in rest:
            size = self.claimed.get(uid, len(raw))
            return other + f"* 1 FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE {ARRIVED})\r\n".encode()
        assert "BODY.PEEK[]" in rest
        return other + f"* 1 FETCH (BODY[] {{{len(raw)}}}\r\n".encode() + raw + f" UID {uid})\r\n".encode()

    def _do_uid_move(self, _client: object, _lines: object, rest: str) -> None:
        self._do_uid_copy(None, None, rest)
        self.mails.pop(int(rest.split()[2]), None)

    def _do_uid_copy(self, _client: object, _lines: object, rest: str) -> None:
        _, _, uid, folder = rest.split(" ", 3)
        if int(uid) in self.mails:
            self.folders[folder.strip('"')].append(self.mails[int(uid)])

    def _do_uid_store(self, _client: object, _lines: object, rest: str) -> None:
        assert r"+FLAGS.SILENT (\Deleted)" in rest
        self.deleted.add(int(rest.split()[2]))

    def _do_uid_expunge(self, _client: object, _lines: object, rest: str) -> None:
        self.mails.pop(int(rest.split()[2]), None)

    def _do_expunge(self, *_given: object) -> None:
        for uid in self.deleted:
            self.mails.pop(uid, None)
