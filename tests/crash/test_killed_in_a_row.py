"""A web server whose processes are killed faster than it likes goes on serving."""

from __future__ import annotations

import time
from pathlib import Path

import psutil
from tests.crash.machines import Machines


def test_the_server_stays_when_its_processes_are_killed_in_a_row(machines) -> None:
    """INF-10: a process that dies within seconds of the one before it takes nothing away for good."""
    site = machines()
    site.start("serve")
    main = psutil.Process(site.running["serve"].pid)
    for _time in range(2):
        before = web_processes(main)
        for one in before:
            one.kill()
        psutil.wait_procs(before, 10)
        Machines.until(lambda: len(web_processes(main)) == 2, 20)
    Machines.until(site.is_ready, 60)
    time.sleep(1)
    assert main.is_running() and main.status() != psutil.STATUS_ZOMBIE
    assert site.is_ready()
    assert "beginning anew" in Path(site.log.name).read_text()
    main.terminate()
    assert site.running["serve"].wait(30) == 0


def web_processes(main: psutil.Process) -> list[psutil.Process]:
    """Those of them that are alive."""
    children = main.children()
    return [
        one
        for one in children
        if one.is_running()
        and one.status() != psutil.STATUS_ZOMBIE
        and "resource_tracker" not in " ".join(one.cmdline())
    ]
