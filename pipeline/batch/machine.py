"""What this machine can give: cores, memory, and how many workers that makes. Containers' limits count."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

BASE_WORKER_BYTES = 300_000_000  # Python, dictionaries and an episode of hours, measured: docs/capacity.md
MODEL_FACTOR = 7  # a package at work (weights and the beams of one batch) against its files: docs/capacity.md
RESERVE_BYTES = 500_000_000  # left to everything else
_CGROUP = Path("/sys/fs/cgroup")


def cores() -> int:
    """Cores this process may use: affinity and a container's quota, at least 1."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = (_CGROUP / "cpu.max").read_text().split()
        if quota != "max":
            count = min(count, max(1, int(quota) // int(period)))
    except (OSError, ValueError):
        pass
    return max(1, count)


def available_bytes() -> int:
    """Memory a new process could take now: the machine's, or what is left of a container's limit. 0: unknown."""
    free = 0
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                free = int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    try:
        limit = (_CGROUP / "memory.max").read_text().strip()
        if limit != "max":
            left = int(limit) - int((_CGROUP / "memory.current").read_text())
            free = min(free, max(0, left)) if free else max(0, left)
    except (OSError, ValueError):
        pass
    return free


def peak_bytes() -> int:
    """The most memory this process ever held."""
    import resource
    import sys

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


@dataclass(frozen=True, slots=True)
class Crew:
    """How many workers, with how many decoder threads each, and what limited their number."""

    workers: int
    threads: int
    limited_by: str


def crew(
    *, wanted: int = 0, model_bytes: int = 0, tasks: int = 1_000_000, cores: int = 1, available_bytes: int = 0
) -> Crew:
    """As many workers as cores, memory and tasks allow (or `wanted`); the cores are divided among them.

    >>> crew(model_bytes=150_000_000, cores=8, available_bytes=4_000_000_000)
    Crew(workers=2, threads=4, limited_by='memory')
    >>> crew(wanted=2, cores=8, available_bytes=4_000_000_000)
    Crew(workers=2, threads=4, limited_by='choice')
    """
    each = BASE_WORKER_BYTES + int(MODEL_FACTOR * model_bytes)
    limits = {"cores": cores, "tasks": max(1, tasks)}
    if available_bytes:
        limits["memory"] = max(1, (available_bytes - RESERVE_BYTES) // each)
    if wanted:
        limits = {"choice": wanted, "tasks": max(1, tasks)}
    reason = min(limits, key=lambda name: limits[name])
    workers = limits[reason]
    return Crew(workers, max(1, cores // workers), reason)
