"""faster-whisper as its own process, so that its CPU seconds are counted whole, loading included.

    python -m lib.peer --model DIR --language en [--words] FILE…    one JSON line a file
"""

import argparse
import json
import sys
from pathlib import Path

from lib import fetch, measure, sound
from lib.paths import cache


def transcribe(files: list, language: str, words: bool = False) -> tuple[dict[str, dict], measure.Usage]:
    """{file: {"text", "words"?}} and what it cost: Whisper-base, int8, beam 1, one thread, everything else at its defaults."""
    command = [sys.executable, "-m", "lib.peer", "--model", fetch.whisper_base(), "--language", language]
    usage = measure.run(command + (["--words"] if words else []) + list(files), environment={"OMP_NUM_THREADS": "1"})
    measure.succeeded(usage, "faster-whisper")
    return {line["file"]: line for line in measure.json_lines(usage.output)}, usage


def texts(files: list[Path], language: str) -> dict[Path, str]:
    """The texts alone; this side is pinned, so they are kept by the files' hashes."""
    folder = cache("peer")
    where = {file: folder / f"{sound.digest(file)}-{language}-1.json" for file in files}
    missing = [file for file in files if not where[file].exists()]
    if missing:
        found, _ = transcribe(missing, language)
        for file in missing:
            where[file].write_text(json.dumps(found[str(file)]["text"]))
    return {file: json.loads(path.read_text()) for file, path in where.items()}


def main() -> None:
    from faster_whisper import WhisperModel

    parser = argparse.ArgumentParser()
    parser.add_argument("--model", required=True)
    parser.add_argument("--language", required=True)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("files", nargs="+")
    options = parser.parse_args()
    model = WhisperModel(options.model, device="cpu", compute_type="int8", cpu_threads=1, num_workers=1)
    for file in options.files:
        segments, _ = model.transcribe(file, language=options.language, beam_size=1, word_timestamps=options.words)
        segments = list(segments)
        line = {"file": file, "text": "".join(segment.text for segment in segments).strip()}
        if options.words:
            line["words"] = [
                {"text": word.word.strip(), "start": float(word.start), "end": float(word.end)}
                for segment in segments
                for word in segment.words or []
            ]
        print(json.dumps(line, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
