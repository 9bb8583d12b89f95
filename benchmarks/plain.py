"""What Flask itself costs: a page of nothing, and one with a single query and a table of a hundred rows."""

from __future__ import annotations

from flask import Flask, render_template_string
from sqlalchemy import create_engine, text
from sqlalchemy.pool import StaticPool

TABLE = "<table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td></tr>{% endfor %}</table>"

application = Flask("plain")
engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
with engine.begin() as made:
    made.execute(text("CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT)"))
    made.execute(text("INSERT INTO thing (name) VALUES (:name)"), [{"name": f"Thing {n}"} for n in range(100)])


@application.get("/")
def bare() -> str:
    """A page of nothing."""
    return "<!doctype html><title>bare</title><p>bare"


@application.get("/table")
def table() -> str:
    """One query and its rows."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, name FROM thing")).all()
    return render_template_string(TABLE, rows=rows)
