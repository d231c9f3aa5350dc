"""Debian's Dovecot and Postfix on loopback, from configuration in a temporary folder of their own.

Nothing below /etc is written, no running server is touched, and both end with the tests that began them.
Postfix takes mails for two domains and gives them to Dovecot by LMTP; whoever signs in may send anywhere; Dovecot says who
may sign in, answers for whoever is away (Sieve), and refuses whom it does not know, so that Postfix must report it.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from alongside.domain.conversations.tests.mail_house import PASSWORD, MailHouse

OURS, THEIRS = "ours.test", "example.test"
NOBODY = f"nobody@{THEIRS}"
# what a server may do with somebody's mails, in Sieve
AWAY = 'require "vacation"; vacation :days 7 :subject "我在休假" "下周一回来。";'
SENT_ON = 'redirect "{to}";'
_KEEPER = "mail"  # Debian's user and group who own what Dovecot keeps

_DOVECOT = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
mail_location = maildir:~/mails
first_valid_uid = 1
first_valid_gid = 1
auth_verbose = yes
mail_max_userip_connections = 500
# where a machine has no more inotify to give
mailbox_idle_check_interval = 2 secs
submission_host = 127.0.0.1:{smtp}
postmaster_address = postmaster@{ours}
passdb {{
  driver = passwd-file
  args = {folder}/nobody
  deny = yes
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={keeper} gid={keeper} home={folder}/homes/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener {folder}/who {{
    mode = 0666
  }}
}}
protocol lmtp {{
  mail_plugins = sieve
}}
plugin {{
  sieve = file:~/does.sieve
}}
"""

_POSTFIX_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file_prefixes = {folder}
maillog_file = {folder}/postfix.log
mail_owner = postfix
setgid_group = postdrop
myhostname = mx.{ours}
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
smtp_dns_support_level = disabled
relay_domains = {ours} {theirs}
relay_transport = lmtp:inet:127.0.0.1:{lmtp}
default_transport = error:nobody is reached from here
local_recipient_maps =
alias_maps =
smtpd_tls_security_level = may
smtpd_tls_chain_files = {folder}/key.pem, {folder}/certificate.pem
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/who
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
lmtp_destination_recipient_limit = 1
message_size_limit = 60000000
"""

_POSTFIX_MASTER = """
127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
tlsmgr unix - - n 1000? 1 tlsmgr
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
relay unix - - n - - smtp
lmtp unix - - n - - lmtp
flush unix n - n 1000? 0 flush
retry unix - - n - - error
error unix - - n - - error
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


class Servers:
    """Both of them. Everybody has a mailbox there except NOBODY."""

    def __init__(self, folder: Path, ports: dict[str, int]) -> None:
        self.folder = folder
        self.imap, self.imaps, self.lmtp = ports["imap"], ports["imaps"], ports["lmtp"]
        self.smtp, self.smtps = ports["smtp"], ports["smtps"]
        self.certificate = folder / "certificate.pem"

    def mails_of(self, address: str, *, does: str = "") -> MailHouse:
        """Somebody's mailbox, and what the server does with their mails besides, in Sieve."""
        if does:
            home = self.folder / "homes" / address
            home.mkdir()
            (home / "does.sieve").write_text(does)
            _give(home, _KEEPER)
        return MailHouse(self.imap, user=address)

    def waiting(self) -> list[str]:
        """The mails that Postfix has not handed over yet."""
        kinds = ("incoming", "active", "deferred")
        return [
            one.name for kind in kinds for one in (self.folder / "queue" / kind).rglob("*") if one.is_file()
        ]

    def logs(self) -> str:
        """What both said, for whoever wants to know why something was not as expected."""
        return "\n".join(one.read_text(errors="replace") for one in self.folder.glob("*.log"))


@contextmanager
def both_servers() -> Iterator[Servers]:
    # Their users must be able to enter it, and names of sockets must be short: so not below just any TMPDIR.
    folder = Path(tempfile.mkdtemp(prefix="mail-", dir="/tmp"))
    try:
        with ExitStack() as running:
            servers = Servers(folder, _free_ports("imap", "imaps", "lmtp", "smtp", "smtps"))
            running.enter_context(_dovecot(servers))
            running.enter_context(_postfix(servers))
            yield servers
    finally:
        shutil.rmtree(folder)


@contextmanager
def _dovecot(servers: Servers) -> Iterator[None]:
    folder = servers.folder
    folder.chmod(0o755)
    (folder / "nobody").write_text(f"{NOBODY}:\n")
    (folder / "homes").mkdir()
    _give(folder / "homes", _KEEPER)
    _make_certificate(folder)
    _write(folder / "dovecot.conf", _DOVECOT, servers)
    with _running(
        ["/usr/sbin/dovecot", "-F", "-c", str(folder / "dovecot.conf")], servers, port=servers.imap
    ):
        yield


@contextmanager
def _postfix(servers: Servers) -> Iterator[None]:
    folder = servers.folder
    (folder / "postfix").mkdir()
    _write(folder / "postfix" / "main.cf", _POSTFIX_MAIN, servers)
    _write(folder / "postfix" / "master.cf", _POSTFIX_MASTER, servers)
    (folder / "queue").mkdir()
    (folder / "data").mkdir()
    _give(folder / "data", "postfix")
    configured = ["-c", str(folder / "postfix")]
    subprocess.run(["/usr/sbin/postfix", *configured, "check"], check=True)  # makes the folders of its queue
    programs = subprocess.run(
        ["/usr/sbin/postconf", *configured, "-h", "daemon_directory"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    with _running([f"{programs}/master", *configured, "-s"], servers, port=servers.smtp):
        yield


@contextmanager
def _running(command: list[str], servers: Servers, *, port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        for _try in range(400):
            with socket.socket() as there:
                if there.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, f"{command[0]} ended by itself\n{servers.logs()}"
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)


def _free_ports(*names: str) -> dict[str, int]:
    with ExitStack() as held:
        taken = [held.enter_context(socket.socket()) for _name in names]
        for one in taken:
            one.bind(("127.0.0.1", 0))
        return {name: one.getsockname()[1] for name, one in zip(names, taken, strict=True)}


def _write(path: Path, form: str, servers: Servers) -> None:
    path.write_text(
        form.format(
            folder=servers.folder, ours=OURS, theirs=THEIRS, keeper=_KEEPER, password=PASSWORD,
            imap=servers.imap, imaps=servers.imaps, lmtp=servers.lmtp, smtp=servers.smtp, smtps=servers.smtps,
        ).lstrip()
    )  # fmt: skip


def _give(path: Path, user: str) -> None:
    uid, gid = pwd.getpwnam(user).pw_uid, grp.getgrnam(user).gr_gid
    for one in (path, *path.rglob("*")):
        os.chown(one, uid, gid)


def _make_certificate(folder: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"),
         "-out", str(folder / "certificate.pem")],
        check=True, capture_output=True,
    )  # fmt: skip
