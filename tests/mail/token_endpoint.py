"""A token endpoint as Microsoft documents it, on this machine: checks the form, counts, and refuses when it is told."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs

from tests.serving import Serving


class TokenEndpoint(Serving):
    """Gives "token-1", "token-2", … for the client `led` with the secret `hemmelig`."""

    def __init__(self, *, expires_in: object = 3599, answer: tuple[int, bytes] | None = None) -> None:
        self.expires_in, self.answer = expires_in, answer
        self.asked: list[dict[str, str]] = []
        super().__init__(HTTPServer(("127.0.0.1", 0), self._handler()))
        self.url = f"http://127.0.0.1:{self.port}/tenant/oauth2/v2.0/token"

    def reply(self, form: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(form)
        if self.answer is not None:
            return self.answer
        if form.get("client_secret") != "hemmelig":
            return 401, json.dumps({"error": "invalid_client", "error_description": "AADSTS7000215"}).encode()
        token = {"token_type": "Bearer", "expires_in": self.expires_in, "access_token": f"token-{len(self.asked)}"}
        return 200, json.dumps(token).encode()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                status, content = endpoint.reply({name: values[0] for name, values in parse_qs(body).items()})
                self.send_response(status)
                if status == 302:
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_given: Any) -> None:
                """Says nothing."""

        return Handler
