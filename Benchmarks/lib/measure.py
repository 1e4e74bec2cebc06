"""Processes and what they cost: CPU seconds of whole processes, wall time, resident memory over time."""

import ctypes
import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Runs in a child before it becomes another program: it must not outlive the benchmark."""
    _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def resident(pid: int) -> int:
    """Resident bytes of a process, shared pages (models mapped from files) included; 0 when it has ended."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (FileNotFoundError, ProcessLookupError):
        return 0


def memory_kinds(pid: int) -> dict[str, int]:
    """Resident bytes by kind: all, anonymous (the heap), file (mapped models and code; shared with others, droppable)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    kinds = {"resident": "VmRSS", "anonymous": "RssAnon", "file": "RssFile", "peak": "VmHWM"}
    return {kind: int(lines[name].split()[0]) * 1024 for kind, name in kinds.items()}


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a running process, all threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Sampler:
    """Resident memory of a process, once a period, until stopped."""

    pid: int
    period: float = 1.0
    started: float = field(default_factory=time.monotonic)
    samples: list[tuple[float, int]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def start(self) -> "Sampler":
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def _run(self) -> None:
        while not self._stop.is_set():
            size = resident(self.pid)
            if size:
                self.samples.append((time.monotonic() - self.started, size))
            self._stop.wait(self.period)

    def stop(self) -> list[tuple[float, int]]:
        self._stop.set()
        if self._thread:
            self._thread.join()
        return self.samples


@dataclass
class Usage:
    """What one finished process cost."""

    status: int
    cpu: float
    wall: float
    peak: int
    output: str
    errors: str
    memory: list[tuple[float, int]]


def run(command: list, environment: dict[str, str] | None = None, sample_memory: bool = False, on_line=None) -> Usage:
    """Runs a program to its end. `on_line(cpu seconds so far, text)` sees each line of its output as it comes."""
    with tempfile.TemporaryFile("w+") as errors:
        started = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env={**os.environ, **(environment or {})},
            preexec_fn=die_with_parent,
        )
        sampler = Sampler(process.pid).start() if sample_memory else None
        lines = []
        for line in process.stdout:
            if on_line:
                on_line(cpu_seconds(process.pid), line)
            lines.append(line)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.monotonic() - started
        memory = sampler.stop() if sampler else []
        errors.seek(0)
        return Usage(
            status=process.returncode,
            cpu=usage.ru_utime + usage.ru_stime,
            wall=wall,
            peak=usage.ru_maxrss * 1024,
            output="".join(lines),
            errors=errors.read(),
            memory=memory,
        )


def succeeded(usage: Usage, what: str) -> Usage:
    """The usage, or an end with the program's own last words."""
    if usage.status != 0:
        tail = "\n".join(usage.errors.strip().splitlines()[-8:])
        raise RuntimeError(f"{what} ended with status {usage.status}:\n{tail}")
    return usage


def slope(points: list[tuple[float, float]]) -> float:
    """Least-squares slope of y over x; 0 for fewer than two points."""
    if len(points) < 2:
        return 0.0
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / spread if spread else 0.0


def machine() -> dict:
    """The machine in a few words, so that a figure is never read without it."""
    info = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), "unknown processor")
    flags = next((line.split(":", 1)[1].split() for line in info if line.startswith("flags")), [])
    memory = int(next(line for line in Path("/proc/meminfo").read_text().splitlines() if line.startswith("MemTotal")).split()[1])
    return {
        "processor": model,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory / 2**20, 1),
        "vector": [flag for flag in ("avx2", "avx512f", "avx512_vnni", "avx512_bf16", "amx_tile") if flag in flags],
        "kernel": os.uname().release,
        "load": round(os.getloadavg()[0], 2),
    }


def json_lines(text: str) -> list:
    """Each line of a JSON Lines text."""
    return [json.loads(line) for line in text.splitlines() if line.strip()]
