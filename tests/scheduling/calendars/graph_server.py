"""Microsoft Graph's getSchedule as its documentation shows it, on this machine. No real tenant has been asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.scheduling.calendars.web_server import Reply, Request, WebServer

JSON = {"Content-Type": "application/json"}


def item(status: str, begins: str, ends: str, *, zone: str = "UTC", **more: object) -> dict[str, Any]:
    """A scheduleItem: times with seven decimals, as documented."""
    return {
        "status": status,
        "start": {"dateTime": f"{begins}:00.0000000", "timeZone": zone},
        "end": {"dateTime": f"{ends}:00.0000000", "timeZone": zone},
        **more,
    }


class Graph:
    """Answers for `mailboxes`: the items of each, or a whole scheduleInformation. `refused`: the status for a mailbox
    in the address; `replies`: what is answered first, one after the other."""

    def __init__(
        self,
        mailboxes: Mapping[str, Sequence[dict[str, Any]] | dict[str, Any]],
        *,
        refused: Mapping[str, int] | None = None,
        replies: Sequence[Reply] = (),
    ) -> None:
        self.mailboxes, self.refused, self.replies = mailboxes, dict(refused or {}), list(replies)
        self.asked: list[dict[str, Any]] = []
        self.server = WebServer({f"/v1.0/users/{one}/calendar/getSchedule": self.answer for one in mailboxes})

    @property
    def url(self) -> str:
        return f"{self.server.url}/v1.0"

    def answer(self, request: Request) -> Reply:
        content = json.loads(request.body)
        self.asked.append(content | {"headers": dict(request.headers), "path": request.path})
        if self.replies:
            return self.replies.pop(0)
        status = self.refused.get(request.path.split("/")[3])
        if status:
            return Reply(status, json.dumps({"error": {"code": "ErrorAccessDenied", "message": "…"}}).encode(), JSON)
        value = [self._one(one, content) for one in content["schedules"]]
        return Reply(200, json.dumps({"@odata.context": "…", "value": value}).encode(), JSON)

    def _one(self, mailbox: str, content: dict[str, Any]) -> dict[str, Any]:
        known = self.mailboxes.get(mailbox)
        if known is None:
            error = {"message": "Unable to resolve", "responseCode": "ErrorMailRecipientNotFound"}
            return {"scheduleId": mailbox, "error": error}
        if isinstance(known, dict):
            return {"scheduleId": mailbox, **known}
        begins, ends = (content[name]["dateTime"] for name in ("startTime", "endTime"))
        items = [one for one in known if begins <= one["start"]["dateTime"] < ends]
        return {"scheduleId": mailbox, "availabilityView": "2" if items else "0", "scheduleItems": items}
