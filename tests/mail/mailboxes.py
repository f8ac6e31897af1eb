"""A real IMAP server (Dovecot) of one user, with an empty mailbox; else a skip that says how to get it."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.mail.servers import CERTIFICATE

HOW = "Dovecot is not here; install it (Debian: apt install dovecot-imapd)"
USER, PASSWORD = "alice", "secret@word"
CONFIG = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {login_user}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
mail_location = maildir:{home}/mail
mail_uid = {uid}
mail_gid = {gid}
first_valid_uid = 0
first_valid_gid = 0
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Gesendet {{
    auto = create
    special_use = \\Sent
  }}
  mailbox Antworten {{
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True, slots=True)
class Server:
    """Where it listens, and what lies in its folders."""

    port: int
    tls_port: int

    @property
    def url(self) -> str:
        return f"imap://{USER}:secret%40word@127.0.0.1:{self.port}/INBOX"

    def put(self, raw: bytes, folder: str = "INBOX") -> None:
        """Lay a mail into a folder."""
        with self.opened() as box:
            box.append(
                folder, "", imaplib.Time2Internaldate(time.time()), raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            )

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of each mail."""
        with self.opened() as box:
            box.select(folder, readonly=True)
            return [line.decode() for line in box.fetch("1:*", "(FLAGS)")[1] if line]

    def empty(self) -> None:
        """Take everything out of the folders."""
        with self.opened() as box:
            for folder in ("INBOX", "Gesendet"):
                if box.select(folder)[1] != [b"0"]:
                    box.store("1:*", "+FLAGS", r"\Deleted")
                    box.expunge()

    @contextmanager
    def opened(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port) as box:
            box.login(USER, PASSWORD)
            yield box


@contextmanager
def a_mail_server() -> Iterator[Server]:
    """Dovecot on free ports, in a folder of its own."""
    program = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if program is None:
        pytest.skip(HOW)
    with tempfile.TemporaryDirectory(prefix="imap", dir="/tmp") as folder:
        server = Server(*_free_ports())
        config = Path(folder) / "dovecot.conf"
        config.write_text(_config(folder, server))
        process = subprocess.Popen([program, "-F", "-c", str(config)])
        try:
            _wait_for(server.port, process, Path(folder) / "log")
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _config(home: str, server: Server) -> str:
    """Started by root, Dovecot wants users of its own: those that its package made."""
    is_root = os.geteuid() == 0
    owner = pwd.getpwnam("dovecot") if is_root else pwd.getpwuid(os.geteuid())
    if is_root:
        Path(home).chmod(0o755)
        (Path(home) / "mail").mkdir()
        os.chown(Path(home) / "mail", owner.pw_uid, owner.pw_gid)
    return CONFIG.format(
        home=home,
        user=owner.pw_name,
        group=grp.getgrgid(owner.pw_gid).gr_name,
        login_user="dovenull" if is_root else owner.pw_name,
        uid=owner.pw_uid,
        gid=owner.pw_gid,
        password=PASSWORD,
        certificate=CERTIFICATE,
        port=server.port,
        tls_port=server.tls_port,
    )


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(200):
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"Dovecot did not start: {log.read_text() if log.exists() else ''}")
