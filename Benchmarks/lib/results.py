"""Rows of the benchmark: a measured figure beside its bar, a table for people and `latest.json` for programs."""

import datetime
import json
import math
from dataclasses import asdict, dataclass, field
from pathlib import Path

from lib import measure


@dataclass
class Row:
    """One figure. A bar is what must be reached, a goal what is aimed at beyond it; smaller is better unless `at_least`."""

    name: str
    what: str
    measured: float | None
    unit: str
    bar: float | None = None
    goal: float | None = None
    at_least: bool = False
    command: str = ""
    raw: dict = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.measured is None or math.isnan(self.measured):
            return "missed" if self.bar is not None else "not measured"
        if self.bar is None:
            return "reported"
        return "pass" if (self.measured >= self.bar if self.at_least else self.measured <= self.bar) else "missed"

    def as_dict(self) -> dict:
        line = asdict(self)
        measured = self.measured
        line["measured"] = None if measured is None or math.isnan(measured) else round(measured, 4)
        return {**line, "verdict": self.verdict}


def shown(value: float | None, unit: str) -> str:
    """A figure as people read it."""
    if value is None or math.isnan(value):
        return "–"
    if unit == "%":
        return f"{100 * value:.1f} %"
    if unit in ("ms", "MB", "words", "switches"):
        return f"{value:,.0f} {unit}"
    return f"{value:.2f} {unit}".rstrip()


def table(rows: list[dict]) -> str:
    """The rows as a Markdown table."""
    lines = [("row", "what", "measured", "bar", "goal", "")]
    for row in rows:
        sign = "≥ " if row["at_least"] else "≤ "
        limit = lambda value: "" if value is None else sign + shown(value, row["unit"])
        lines.append((row["name"], row["what"], shown(row["measured"], row["unit"]), limit(row["bar"]), limit(row["goal"]), row["verdict"]))
    widths = [max(len(line[column]) for line in lines) for column in range(6)]
    text = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(line, widths)) + " |" for line in lines]
    text.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(text)


def named(machine: dict) -> str:
    """A machine as a table names it; its last vector unit tells the newest arithmetic that it has."""
    return ", ".join([machine["processor"], f"{machine['cores']} cores", *machine["vector"][-1:]])


def where(row: dict, document: dict) -> str:
    """The machine on which a row of a document was measured; rows of before machines were kept a row have the document's."""
    return row.get("machine") or named(document["machine"])


def write(path: Path, rows: list[Row], measured: list[str]) -> list[dict]:
    """Replaces the rows of the modules that ran in a file such as `latest.json`, keeps the others, and returns the ones that ran."""
    old = json.loads(path.read_text()) if path.exists() else {}
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    machine = measure.machine()
    ran = [{**row.as_dict(), "date": now, "machine": named(machine)} for row in rows]
    kept = [{**row, "machine": where(row, old)} for row in old.get("rows", []) if row["name"].split(".")[0] not in measured]
    every = sorted(kept + ran, key=lambda row: row["name"].split(".")[0])
    document = {"machine": machine, "date": now, "rows": every}
    half = path.with_suffix(".part")
    half.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n")
    half.rename(path)
    return ran
