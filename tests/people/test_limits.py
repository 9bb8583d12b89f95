"""Nobody tries passwords without end, and nobody is shut out by somebody else's trying."""

from __future__ import annotations

import datetime as dt

from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.database import EXTENSION
from app.people import services
from app.people.access import TOKEN
from app.people.domain import Role


def try_in(client: FlaskClient, address: str, *, origin: str) -> int:
    data = {"address": address, "password": "noget helt andet"}
    headers = {"X-Forwarded-For": origin}
    return client.post("/log-ind", data=data, headers=headers, base_url="https://led.example.dk").status_code


def test_one_address_is_tried_ten_times_at_most_from_wherever(live_app: Flask) -> None:
    client = live_app.test_client()
    codes = [try_in(client, "En@example.dk ", origin=f"192.0.2.{number}") for number in range(11)]
    assert codes == [401] * 10 + [429]
    assert try_in(client, "to@example.dk", origin="192.0.2.1") == 401


def test_one_visitor_tries_thirty_times_a_minute_and_shuts_out_nobody_else(live_app: Flask) -> None:
    client = live_app.test_client()
    codes = [try_in(client, f"nr{number}@example.dk", origin="192.0.2.1") for number in range(31)]
    assert codes == [401] * 30 + [429]
    assert try_in(client, "nr99@example.dk", origin="192.0.2.2") == 401


def test_ones_own_page_is_counted_by_person(live_app: Flask) -> None:
    now = clock.now()
    tokens = []
    with live_app.extensions[EXTENSION].write.begin() as session:
        for number in range(2):
            person = services.add_person(
                session, name="En", address=f"{number}@example.dk", roles=[Role.DIRECTOR], now=now
            )
            tokens.append(services.open_session(session, person=person, life=dt.timedelta(hours=1), now=now))
    mine, colleagues = (signed_in(live_app, token) for token in tokens)
    assert [change_password(mine) for _ in range(11)] == [200] * 10 + [429]
    assert change_password(colleagues) == 200


def signed_in(app: Flask, token: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction(base_url="https://led.example.dk") as cookie:
        cookie[TOKEN] = token
    return client


def change_password(client: FlaskClient) -> int:
    data = {"present": "gættet", "new": "en ny adgangskode"}
    return client.post("/min-side", data=data, base_url="https://led.example.dk").status_code
