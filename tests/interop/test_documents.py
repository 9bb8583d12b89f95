"""What the demonstration hands out, opened in LibreOffice: it is read as it was meant, and can be printed."""

from __future__ import annotations

import csv
import datetime as dt
import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pptx import Presentation
from sqlalchemy import select

from app import clock
from app.cycle import queries as cycles
from app.database import EXTENSION, Database
from app.guidance import queries as guidances
from app.people import services as people
from app.people.access import TOKEN
from app.people.domain import Role
from app.scheduling.domain import DialogueState
from app.scheduling.models import Dialogue
from demonstration.visitors import visitor
from tests.office import convert
from tests.staged import application_of, copy_of

CSV_IN_UTF_8 = 'csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true'
Files = Callable[[str], bytes]


@pytest.fixture(scope="module")
def database(built_demonstration: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    app = application_of(copy_of(built_demonstration, tmp_path_factory.mktemp("documents") / "own"))
    found: Database = app.extensions[EXTENSION]
    found.client = secretary_of(found, app.test_client())  # type: ignore[attr-defined]
    yield found
    found.dispose()


def secretary_of(database: Database, client: FlaskClient) -> FlaskClient:
    now = clock.now()
    with database.write.begin() as session:
        person = visitor(session, Role.SECRETARIAT.value)
        assert person
        token = people.open_session(session, person=person, life=dt.timedelta(hours=1), now=now)
    with client.session_transaction() as cookie:
        cookie[TOKEN], cookie["seen"] = token, int(now.timestamp())
    return client
