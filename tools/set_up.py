"""Sets up a clone: `python3 tools/set_up.py run` for using it, `… test` for testing it too, `… mail` with mail servers.

Needs nothing but Python's own library. Each step remembers what it was made from and is passed over while that
stays the same, so a second run takes a moment. What cannot be done here is said in one sentence.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = ROOT / "node_modules"
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var")
NODE_AT_LEAST = 18

# what WeasyPrint draws with, and letters for Chinese in PDFs and pictures
PANGO = ["libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"]
CHINESE_FONTS = ["fonts-noto-cjk"]
# what `make mail` speaks with; the tests start them themselves, from configuration of their own
MAIL_SERVERS = ["dovecot-imapd", "dovecot-lmtpd", "dovecot-sieve", "postfix"]
MAIL_PROGRAMS = ["/usr/sbin/dovecot", "/usr/lib/dovecot/lmtp", "/usr/bin/sievec", "/usr/sbin/postfix"]
DOVECOT = "2.3."  # whose configuration the tests write


class Impossible(Exception):
    """Set-up cannot go on; the message says what the person has to do."""


def main(level: str) -> None:
    if sys.version_info < (3, 11):  # noqa: UP036  # the machine's Python, not the project's
        raise Impossible(f"Python 3.11 or later is needed; this is {sys.version.split()[0]}.")
    if level == "mail":
        mail_servers()
    make_venv()
    show_source(VENV)
    lock = ROOT / "requirements" / ("base.txt" if level == "run" else "dev.txt")
    once(f"{lock.stem} packages", VENV, [lock], lambda: install(lock))
    once("front-end packages", NODE_MODULES, [ROOT / "package-lock.json"], install_front_end)
    once("system packages", VENV, [Path(__file__)], lambda: system_packages(level))
    once("static files and texts", VAR, static_sources(), static_files)
    if level == "test":
        run([PYTHON, ROOT / "tests" / "browser" / "chromium.py"])


# --- steps --------------------------------------------------------------------------------------------------


def make_venv() -> None:
    if PYTHON.exists():
        return
    say("Making the virtual environment in .venv")
    if find_spec("ensurepip") is None:  # Debian leaves it out of python3
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        apt_install([f"python{version}-venv"], "Python's venv module")
    shutil.rmtree(VENV, ignore_errors=True)
    # In a process of its own: ensurepip may have come just now.
    run([sys.executable, "-m", "venv", VENV])


def show_source(venv: Path) -> None:
    """Let the programs of the environment (`mypy`, `lint-imports`, `pytest`) find the package without being told."""
    for packages in venv.glob("lib/python3.*/site-packages"):
        path, line = packages / "alongside.pth", f"{ROOT / 'src'}\n"
        if not path.exists() or path.read_text() != line:
            path.write_text(line)


def install(lock: Path) -> None:
    say(f"Installing the packages of {lock.relative_to(ROOT)}")
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    run([*pip, "--require-hashes", "-r", lock])


def install_front_end() -> None:
    say("Fetching the front-end packages")
    npm = shutil.which("npm") if node_version() >= NODE_AT_LEAST else None
    if npm is None:
        install(ROOT / "requirements" / "node.txt")
        npm = str(VENV / "bin" / "npm")
    run([npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])


def node_version() -> int:
    """The machine's major version of node; 0 when there is none."""
    node = shutil.which("node")
    if node is None:
        return 0
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    return int(said.lstrip("v").split(".")[0] or 0) if said.startswith("v") else 0


def system_packages(level: str) -> None:
    if subprocess.run([PYTHON, "-c", "import weasyprint"], capture_output=True, check=False).returncode:
        apt_install(PANGO, "the libraries that draw PDFs (Pango)")
    fonts = shutil.which("fc-list")
    found = fonts and subprocess.run([fonts, ":lang=zh"], capture_output=True, text=True, check=False).stdout
    if not found:
        try:
            apt_install([*CHINESE_FONTS, "fontconfig"], "a font with Chinese letters")
        except Impossible as reason:
            if level != "run":
                raise
            say(f"{reason} Until then Chinese text in PDFs stays blank.")


def mail_servers() -> None:
    """Dovecot and Postfix are there afterwards; what is there already is left as it is."""
    if os.geteuid() != 0:
        raise Impossible(
            "Postfix begins as root only: run `make mail` as root, best in a container of Debian 12."
        )
    if not all(Path(one).exists() for one in MAIL_PROGRAMS):
        say_to_debconf("postfix postfix/main_mailer_type select No configuration")
        with no_service_starts():
            apt_install(MAIL_SERVERS, "the mail servers of `make mail`, on Debian 12")
    asked = [MAIL_PROGRAMS[0], "--version"]
    version = subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    if not version.startswith(DOVECOT):
        raise Impossible(
            f"`make mail` needs Dovecot {DOVECOT}x, as Debian 12 has it; this is {version.strip()}."
        )


def say_to_debconf(answer: str) -> None:
    """Answer beforehand what a package would ask."""
    if tell := shutil.which("debconf-set-selections"):
        subprocess.run([tell], input=answer, text=True, check=False)


@contextmanager
def no_service_starts() -> Iterator[None]:
    """Debian starts the servers that it installs, unless this file says no; one that is there stays."""
    policy = Path("/usr/sbin/policy-rc.d")
    if policy.exists() or shutil.which("apt-get") is None:
        yield
        return
    policy.write_text("#!/bin/sh\nexit 101\n")
    policy.chmod(0o755)
    try:
        yield
    finally:
        policy.unlink()


def static_sources() -> Iterable[Path]:
    source = ROOT / "src" / "alongside"
    yield from (
        ROOT / "package-lock.json",
        source / "config" / "frontend.py",
        source / "config" / "settings.py",
    )
    for path in sorted(source.rglob("*")):
        if path.suffix == ".po" or ("static" in path.parts and path.is_file()):
            yield path


def static_files() -> None:
    say("Gathering static files, compiling the texts")
    run([PYTHON, "-m", "alongside.config.frontend"])
    run([PYTHON, "-m", "alongside.config.texts", "compile"], quiet=True)
    collect = ["collectstatic", "--noinput", "--clear", "--verbosity=0"]
    run([PYTHON, "-m", "django", *collect, "--settings=alongside.config.settings"])


# --- means --------------------------------------------------------------------------------------------------


def once(name: str, place: Path, made_from: Iterable[Path], step: Callable[[], None]) -> None:
    """Do the step unless it was done from exactly these files into this place."""
    digest = hashlib.sha256()
    for path in made_from:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    mark = place / f".made-{name.replace(' ', '-')}"
    if mark.exists() and mark.read_text() == digest.hexdigest():
        return
    step()
    place.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest.hexdigest())


def apt_install(packages: list[str], purpose: str) -> None:
    """Install system packages where that is allowed; else say which are missing."""
    names = " ".join(packages)
    apt = shutil.which("apt-get")
    if apt is None:
        raise Impossible(f"{purpose} is missing. On Debian the packages are: {names}.")
    if os.geteuid() != 0:
        raise Impossible(f"{purpose} is missing. Please run once: sudo apt-get install {names}")
    say(f"Installing {purpose}: {names}")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([apt, "update", "-qq"], check=False, **quiet)
    done = subprocess.run(
        [apt, "install", "-y", "-qq", "--no-install-recommends", *packages], check=False, **quiet
    )
    if done.returncode:
        raise Impossible(f"{purpose} could not be installed. Please run: apt-get install {names}")


def run(command: list[object], *, quiet: bool = False) -> None:
    # Setting up needs keys but makes none: those of a first run belong to whoever runs it.
    keys = {
        name: os.environ.get(name) or "setting-up"
        for name in ("SECRET_KEY", "FIELD_KEYS", "BLIND_INDEX_KEY", "AUDIT_KEYS")
    }
    environment = os.environ | keys | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if quiet else None,
        check=False,
    )
    if done.returncode:
        raise Impossible(f"This step failed: {' '.join(str(part) for part in command)}")


def say(words: str) -> None:
    print(f"· {words}", flush=True)


if __name__ == "__main__":
    try:
        main(sys.argv[1] if len(sys.argv) > 1 else "run")
    except Impossible as reason:
        print(f"\nset-up stopped: {reason}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
