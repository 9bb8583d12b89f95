"""Settings: from the environment only, checked at start, with a sentence that says what to do."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import Environment, Security, SettingsError, read_settings


def test_nothing_set_is_enough_on_one_machine(tmp_path: Path) -> None:
    found = read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path)})
    assert (found.environment, found.secure_cookies) == (Environment.PRODUCTION, False)
    assert found.database_url == f"sqlite:///{tmp_path / 'ledetraad.db'}"


def test_secret_is_made_once_and_for_its_user_alone(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path / "new")}
    with ThreadPoolExecutor(8) as pool:
        keys = {one.secret_key for one in pool.map(lambda _: read_settings(environ), range(8))}
    assert "" not in keys
    assert read_settings(environ).secret_key in keys
    assert len(read_settings(environ).secret_key) >= 48
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600


def test_secret_that_is_given_makes_no_file(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path / "new"), "LEDETRAAD_SECRET_KEY": "given"}
    assert read_settings(environ).secret_key == "given"
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("BASE_URL", "http://ledetraad.example.dk", "must be the https:// address"),
        ("MAIL_PORT", "tyve", "must be a whole number from 1 to 65535, not “tyve”"),
        ("MAIL_PORT", "70000", "must be a whole number from 1 to 65535"),
        ("MAIL_PER_HOUR", "0", "must be a whole number from 1"),
        ("MAIL_PAUSED", "true", "must be yes or no, not “true”"),
        ("MAIL_PAUSED", "1", "must be yes or no, not “1”"),
        ("MAIL_PAUSED", "", "must be yes or no, not “”"),
        ("SESSION_HOURS", "0", "must be a whole number from 1"),
        ("SESSION_IDLE_MINUTES", "²", "must be a whole number from 1"),
        ("PROXIES", "-1", "must be a whole number from 0 to 9"),
        ("MAIL_SECURITY", "ssl", "must be one of none, starttls, tls, not “ssl”"),
        ("LOGO", "/no/such/logo.svg", "must name a file that is there, ending in .svg or .png"),
        ("ENVIRONMENT", "live", "must be one of production, demonstration, test"),
    ],
)
def test_setting_that_cannot_be_used_is_said_in_a_sentence(tmp_path: Path, name: str, value: str, said: str) -> None:
    with pytest.raises(SettingsError, match=f"LEDETRAAD_{name} {said}"):
        read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path), f"LEDETRAAD_{name}": value})


def test_public_address_means_secure_cookies(tmp_path: Path) -> None:
    environ = {
        "LEDETRAAD_INSTANCE_DIR": str(tmp_path),
        "LEDETRAAD_BASE_URL": "https://ledetraad.example.dk/",
        "LEDETRAAD_MAIL_SECURITY": "tls",
    }
    found = read_settings(environ)
    assert (found.base_url, found.secure_cookies) == ("https://ledetraad.example.dk", True)
    assert found.mail_security is Security.TLS


def test_secrets_do_not_stand_in_the_settings_words(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path), "LEDETRAAD_MAIL_PASSWORD": "hemmelig"}
    found = read_settings(environ)
    assert found.secret_key not in repr(found)
    assert "hemmelig" not in repr(found)


@pytest.mark.parametrize(("given", "paused"), [({}, False), ({"LEDETRAAD_MAIL_PAUSED": "yes"}, True)])
def test_mail_is_paused_only_when_asked(tmp_path: Path, given: dict[str, str], paused: bool) -> None:
    assert read_settings({"LEDETRAAD_INSTANCE_DIR": str(tmp_path), **given}).mail_paused is paused


def test_institutions_place_themselves_only_where_the_body_wishes_it(tmp_path: Path) -> None:
    environ = {"LEDETRAAD_INSTANCE_DIR": str(tmp_path)}
    said = [read_settings({**environ, "LEDETRAAD_SELF_PLACEMENT": word}).self_placement for word in ("yes", "no")]
    assert (read_settings(environ).self_placement, said) == (False, [True, False])
