"""report.py EVENTS STATUS: the table at the end of a demo, from the daemon's own lines.

EVENTS holds what `taichu watch --format json --partials` wrote, STATUS what `taichu status --json` answered.
Latency is the time of emission less the time of the sound that caused it, both on the daemon's clock.
"""
import json
import sys


def percentile(values, part):
    """The value that `part` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def events(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            try:
                event = json.loads(line)
            except json.JSONDecodeError:
                continue  # the last line, when the writer was ended inside it
            if "topic" in event:
                yield event


def segments(all_events):
    """Each finished utterance as (final event, its partial events)."""
    open_partials = {}
    for event in all_events:
        body = event.get("body", {})
        key = (body.get("track"), body.get("task"), body.get("segment"))
        if event["topic"] == "caption.partial":
            open_partials.setdefault(key, []).append(event)
        elif event["topic"] == "caption.final":
            yield event, open_partials.pop(key, [])


def first_shown(word, shown):
    """Seconds from the end of a word to the first caption that reached its place; the word there may have been another."""
    middle = (word["start"] + word["end"]) / 2
    for event in shown:
        words = event["body"]["words"]
        if words and words[-1]["end"] >= middle:
            return event["time"] - word["end"]
    return None


def table(all_events, status):
    partial, final, words, finals = [], [], 0, 0
    for closing, partials in segments(all_events):
        body = closing["body"]
        if not body["words"]:
            continue
        finals += 1
        words += len(body["words"])
        final.append(closing["time"] - body["end"])
        seen = (first_shown(word, [*partials, closing]) for word in body["words"])
        partial += [latency for latency in seen if latency is not None]

    heard = sum(track["heard"] for track in status["tracks"])
    lost = sum(track["lost"] for track in status["tracks"])
    rows = [
        ("audio heard", f"{int(heard) // 60}:{int(heard) % 60:02}"),
        ("audio lost", f"{lost:.2f} s" if lost else "none"),
        ("words", f"{words} in {finals} finals"),
    ]
    for name, latencies in (("a word's end to text at its place", partial), ("an utterance's end to its final", final)):
        if latencies:
            rows.append((name, f"p50 {1000 * percentile(latencies, 0.5):.0f} ms, p95 {1000 * percentile(latencies, 0.95):.0f} ms"))
    for one in status["passes"]:
        if one["audio"] > 0:
            rows.append((f"{one['name']}: CPU seconds per second", f"{one['busy'] / one['audio']:.3f} (real-time factor, {one['runs']} runs)"))
    if status["uptime"] > 0:
        rows.append(("the whole daemon", f"{100 * status['cpu'] / status['uptime']:.0f} % of a core, {status['resident'] / 1e6:.0f} MB"))
    width = max(len(name) for name, _ in rows)
    return "\n".join(f"  {name:<{width}}  {value}" for name, value in rows)


def main():
    with open(sys.argv[2], encoding="utf-8") as file:
        status = json.load(file)
    print("\n" + table(list(events(sys.argv[1])), status))


if __name__ == "__main__":
    main()
