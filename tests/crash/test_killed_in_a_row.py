"""A web server whose processes are killed faster than it likes goes on serving."""

from __future__ import annotations

from pathlib import Path

import psutil
from tests.crash.machines import Machines

MOST_KILLS = 40


def test_the_server_stays_when_its_processes_are_killed_in_a_row(machines) -> None:
    """INF-10: a process that dies within seconds of the one before it takes nothing away for good."""
    site = machines()
    site.start("serve")
    main = psutil.Process(site.running["serve"].pid)
    log = Path(site.log.name)
    # Each time the newest, which is the one that took the place of the last; on a slow machine one
    # may have lived too long to count as killed in a row, so until the server has had enough.
    for _time in range(MOST_KILLS):
        newest = max(web_processes(main), key=psutil.Process.create_time)
        newest.kill()
        psutil.wait_procs([newest], 10)
        Machines.until(
            lambda gone=newest: gone not in web_processes(main) and len(web_processes(main)) == 2, 60
        )
        if "beginning anew" in log.read_text():
            break
    assert "beginning anew" in log.read_text()
    Machines.until(site.is_ready, 60)
    assert main.is_running() and main.status() != psutil.STATUS_ZOMBIE
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
