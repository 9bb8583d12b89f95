"""The Dovecot of the tests. `python -m tests.dovecot` makes sure that there is one (`make interop`).

Debian's package, some 10 MB; as root it is installed, else the sentence says what is missing. Each run has its own
settings, folder and port, and touches nothing of a Dovecot that may be set up on the machine.
"""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.serving import HOST, free_port
from tests.mail.inbox import mailboxes
from tests.mail.inbox.mailboxes import Mailboxes

PACKAGE = "dovecot-imapd"
NONE = (
    "There is no Dovecot for these tests, and none could be installed. "
    f"On Debian and Ubuntu: apt-get install --no-install-recommends {PACKAGE}"
)
USER, PASSWORD = "sekretariat", "demopass"
CERTIFICATES = Path(__file__).parent / "data" / "mail"
SETTINGS = """\
protocols = imap
listen = {host}
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
default_internal_user = {inner}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificates}/localhost.pem
ssl_key = <{certificates}/localhost.key
mail_location = maildir:{folder}/mail
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owners} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
"""


def program() -> str | None:
    """Where it lies: Debian keeps it out of the way of people."""
    return shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


def prepare() -> bool:
    """Installs it where we may."""
    if program() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return program() is not None
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in ("update", f"install --yes --no-install-recommends {PACKAGE}"):
        subprocess.run(["apt-get", "-qq", *command.split()], env=quiet, stdout=subprocess.DEVNULL, check=False)
    return program() is not None


@contextmanager
def running(folder: Path) -> Iterator[Mailboxes]:
    """The server; it answers when the block begins. A fresh port, since an old one stays busy for seconds."""
    port, settings = free_port(), folder / "dovecot.conf"
    settings.write_text(SETTINGS.format(host=HOST, folder=folder, port=port, **_people(folder)), encoding="utf-8")
    command = [str(program()), "-F", "-c", str(settings)]
    with mailboxes.running(command, port=port, user=USER, password=PASSWORD) as found:
        yield found


def _people(folder: Path) -> dict[str, object]:
    """Who its processes are. Root gives its own away, as Dovecot insists; anybody else is all of them."""
    mail = folder / "mail"
    mail.mkdir()
    given: dict[str, object] = {"password": PASSWORD, "certificates": CERTIFICATES}
    if os.geteuid() == 0:
        folder.chmod(0o755)
        shutil.chown(mail, "nobody", "nogroup")
        return given | {
            "inner": "dovecot",
            "group": "dovecot",
            "login": "dovenull",
            "owner": "nobody",
            "owners": "nogroup",
        }
    me = getpass.getuser()
    return given | {"inner": me, "group": os.getgid(), "login": me, "owner": os.getuid(), "owners": os.getgid()}


if __name__ == "__main__":
    if not prepare():
        sys.exit(NONE)
