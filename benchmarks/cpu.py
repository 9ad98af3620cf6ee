"""Processor time of programs with all that they started, from /proc."""

import os
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(root: int) -> float:
    """
    What the process and its descendants have used so far, in user and in system mode.

    What a descendant had used when it ended stands with its parent, so the sum never falls.
    """
    times = {pid: (parent, ticks) for pid, parent, ticks in map(_read, _pids()) if ticks >= 0}
    family, grown = {root}, True
    while grown:
        young = {pid for pid, (parent, _) in times.items() if parent in family} - family
        family |= young
        grown = bool(young)
    return sum(times[pid][1] for pid in family if pid in times) / _TICKS


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _read(pid: int) -> tuple[int, int, int]:
    """Process, its parent, its clock ticks; -1 for a process that has just gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return pid, 0, -1
    # The name of the program stands in brackets and may hold anything.
    fields = text.rpartition(")")[2].split()
    return pid, int(fields[1]), sum(map(int, fields[11:15]))
