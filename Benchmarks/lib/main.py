"""Runs rows: `Benchmarks/run [options] [row…]`."""

import argparse
import importlib
import sys
import time
import traceback

from lib import measure, results
from lib.paths import LATEST, LATEST_LANGUAGE, LATEST_SPEECH, LATEST_VISION, LATEST_VOICE

# In the order of a whole run: quick ones first.
BENCH = ["footprint", "finals", "partials", "mandarin", "latency", "silence", "hour"]
# `make bench-speech`: the recognizer under the lens; its figures have a file of their own.
SPEECH = ["shifts", "robust", "monologue", "hotwords", "wordtimes", "drafts", "commitment", "incremental", "windows", "eightbit", "fronts"]
# `make bench-vision`: what the camera sees.
VISION = ["looks", "tracking", "camera", "growth"]
# `make bench-language`: what writes.
LANGUAGE = ["generation", "summaries", "transcripts"]
# `make bench-voice`: what is spoken.
VOICE = ["synthesis", "readback", "voices", "dubbing", "dubs", "livedub", "leak"]
# `make soak`: hours long, in no group and no file.
SOAK = ["soak"]
ROWS = BENCH + SPEECH + VISION + LANGUAGE + VOICE + SOAK
GROUPS = {"speech": SPEECH, "vision": VISION, "language": LANGUAGE, "voice": VOICE}


def main() -> int:
    parser = argparse.ArgumentParser(prog="Benchmarks/run", description="Measures what Taichu promises; each row stands alone.")
    groups = "; ".join(f"{group}: {', '.join(rows)}" for group, rows in GROUPS.items())
    parser.add_argument("rows", nargs="*", metavar="row", help=f"{', '.join(BENCH)}; {groups}")
    parser.add_argument("--list", action="store_true", help="names and what they measure")
    parser.add_argument("--repeat", type=int, default=1, metavar="N", help="pairs for each ratio; the median counts")
    parser.add_argument("--minutes", type=float, metavar="M", help="length of the long inputs (`hour`, `silence`, `growth`, `soak`, `dubbing` …), for a quick look")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="each N-th prompt only, for a quick look")
    parser.add_argument("--keep", action="store_true", help="do not write the figures into latest.json and the groups' files")
    options = parser.parse_args()
    unknown = [name for name in options.rows if name not in ROWS] if options.rows not in [[group] for group in GROUPS] else []
    if unknown:
        parser.error(f"no row is called {', '.join(unknown)}; there are: {', '.join(ROWS)}")
    names = options.rows or BENCH
    if len(names) == 1:
        names = GROUPS.get(names[0], names)
    modules = {name: importlib.import_module(f"rows.{name}") for name in (ROWS if options.list else names)}
    if options.list:
        for name, module in modules.items():
            print(f"{name:10} {module.__doc__.strip().splitlines()[0]}")
        return 0

    # A quick look must not pass for the figure.
    quick = options.every != 1 or options.minutes is not None
    found, measured = [], []
    for name in names:
        started = time.monotonic()
        print(f"── {name}", file=sys.stderr, flush=True)
        try:
            rows = modules[name].run(options)
            measured.append(name)
        except Exception as error:
            # A row that cannot be measured stays visible as missed; the others go on.
            traceback.print_exc()
            said = str(error).strip().splitlines() or [type(error).__name__]
            # The last line of a program's own words is mostly the reason.
            reason = " … ".join(dict.fromkeys([said[0], said[-1]]))
            rows = [results.Row(f"{name}.failed", f"could not be measured: {reason[:160]}", None, "", bar=0, raw={"error": said})]
            measured.append(name)
        for row in rows:
            row.command = f"Benchmarks/run {name}"
        found += rows
        print(f"   {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)

    document = [row.as_dict() for row in found]
    if not options.keep and not quick:
        document = [row.as_dict() for row in found if row.name.split(".")[0] in SOAK]
        for path, group in ((LATEST, BENCH), (LATEST_SPEECH, SPEECH), (LATEST_VISION, VISION), (LATEST_LANGUAGE, LANGUAGE), (LATEST_VOICE, VOICE)):
            ran = [name for name in measured if name in group]
            document += results.write(path, [row for row in found if row.name.split(".")[0] in ran], ran) if ran else []
    machine = measure.machine()
    print(f"{machine['processor']}, {machine['cores']} cores, {machine['memory_gib']} GiB, {' '.join(machine['vector'])}, load {machine['load']}")
    print(results.table(document))
    for name in names:
        print(f"{name}: Benchmarks/run {name}")
    return 1 if any(row["verdict"] == "missed" for row in document) else 0


if __name__ == "__main__":
    sys.exit(main())
