"""Tables of people: persons, roles, sessions, links that open one page, and sign-ins by mail."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.database import Base
from app.people.domain import Role


class Person(Base):
    """Someone who signs in, is invited, or is named as responsible."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str | None] = mapped_column(String(5))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[dt.datetime]

    roles: Mapped[list[RoleHeld]] = relationship(
        lazy="selectin", order_by="RoleHeld.role", back_populates="person", cascade="all, delete-orphan"
    )

    def has(self, *roles: Role) -> bool:
        """Whether the person holds one of these roles."""
        return any(held.role in roles for held in self.roles)


class RoleHeld(Base):
    """A role that a person holds in the whole body."""

    __tablename__ = "role_held"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)

    person: Mapped[Person] = relationship(lazy="raise_on_sql", back_populates="roles")


class PersonAlias(Base):
    """Another address from which the same person may answer."""

    __tablename__ = "person_alias"

    address: Mapped[str] = mapped_column(String(254), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)


class PersonDelegate(Base):
    """Someone who may answer for a person, as a director's secretary does."""

    __tablename__ = "person_delegate"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)


class SignIn(Base):
    """A session on the server: the browser holds a random token, this table its hash."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    created_at: Mapped[dt.datetime]
    last_seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class AccessLink(Base):
    """A link that opens one page for one person without signing in: scope = purpose and subject, nothing else."""

    __tablename__ = "access_link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    created_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class SignInCode(Base):
    """A sign-in by mail that somebody asked for: a link and six digits, used up once, for ten minutes.

    Both work only in the browser that asked (`browser_hash`: of a random token in its cookie).
    """

    __tablename__ = "sign_in_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    browser_hash: Mapped[str] = mapped_column(String(64), index=True)
    link_hash: Mapped[str] = mapped_column(String(64), unique=True)
    digits_hash: Mapped[str] = mapped_column(String(64))
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
