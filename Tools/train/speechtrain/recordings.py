"""Recorded speech that Debian packages carry: telephone prompts in five languages, and the voices of games.

    python -m speechtrain.recordings --packages DIR --pool DIR

DIR has one folder for each unpacked package. The English Asterisk prompts are the benchmark and are never read here.
"""

import argparse
import gzip
import io
import re
import struct
import sys
from pathlib import Path

import av
import numpy as np
from scipy.signal import resample_poly

from .pool import RATE, Writer

# package → (language, voice)
_PROMPTS = {
    "asterisk-core-sounds-fr": ("fr", "june"),
    "asterisk-core-sounds-es": ("es", "allison-mx"),
    "asterisk-core-sounds-it": ("it", "carlo"),
    "asterisk-core-sounds-ru": ("ru", "ivrvoice"),
}


def decode(source: Path | bytes, form: str | None = None) -> np.ndarray:
    """Any sound that libav reads → float samples at 16 kHz, one channel; nothing where it cannot."""
    resampler = av.AudioResampler("s16", "mono", RATE)
    parts = []
    try:
        with av.open(io.BytesIO(source) if isinstance(source, bytes) else str(source), format=form) as container:
            for frame in container.decode(audio=0):
                parts += [piece.to_ndarray().ravel() for piece in resampler.resample(frame)]
            parts += [piece.to_ndarray().ravel() for piece in resampler.resample(None)]
    except (av.FFmpegError, IndexError):
        return np.zeros(0, np.float32)
    return np.concatenate(parts).astype(np.float32) / 32768 if parts else np.zeros(0, np.float32)


def raw_bytes(data: bytes) -> np.ndarray:
    """Unsigned bytes at 11,025 Hz, as the games of the nineties stored speech."""
    return resample_poly((np.frombuffer(data, np.uint8).astype(np.float32) - 128) / 128, 640, 441).astype(np.float32)


def prompt_texts(package: Path) -> dict[str, str]:
    """File name → what is said, from the package's own list."""
    texts = {}
    for path in package.rglob("core-sounds-*.txt*"):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for line in data.decode("utf-8", "replace").splitlines():
            match = re.match(r"([^:;]+):\s*(.*)", line)
            # Stage directions and lists of sounds are no text.
            if match and match[2] and not re.search(r"[\[\]()<>*#]", match[2]):
                texts[match[1].strip()] = match[2].strip()
    return texts


def asterisk(packages: Path, name: str):
    """The prompts of one language with their texts."""
    texts = prompt_texts(packages / name)
    for path in sorted((packages / f"{name}-g722").rglob("*.g722")):
        key = "/".join(path.parts[path.parts.index("sounds") + 2 :])[: -len(".g722")]
        yield (lambda path=path: decode(path, "g722")), texts.get(key)


def files(packages: Path, name: str, *endings: str):
    for ending in endings:
        for path in sorted((packages / name).rglob("*" + ending)):
            yield (lambda path=path: decode(path)), None


def steel_sky(packages: Path):
    """Beneath a Steel Sky: speech is stored as raw bytes at 11,025 Hz, found through the disk's directory."""
    folder = packages / "beneath-a-steel-sky/usr/share/scummvm/beneath-a-steel-sky"
    directory, disk = (folder / "sky.dnr").read_bytes(), (folder / "sky.dsk").read_bytes()
    for index in range(struct.unpack_from("<I", directory)[0]):
        number, place, size = struct.unpack("<H3s3s", directory[4 + 8 * index : 12 + 8 * index])
        place, size = int.from_bytes(place, "little"), int.from_bytes(size, "little") & 0x3FFFFF
        start = (place & 0x7FFFFF) << 4 if place >> 23 else place & 0x7FFFFF
        if number > 50_000 and size > 4000:
            # A header of 22 bytes and the edges of the recording's buffer are no speech.
            yield (lambda start=start, size=size: raw_bytes(disk[start + 64 : start + size])), None


def amazon_queen(packages: Path):
    """Flight of the Amazon Queen: a table of names, offsets and sizes; the speech entries are MP3, FLAC or Vorbis."""
    data = (packages / "flight-of-the-amazon-queen/usr/share/scummvm/flight-of-the-amazon-queen/queen.1c").read_bytes()
    at = data.index(b".SB") - 8
    while (entry := re.match(rb"[0-9A-Za-z_]+\.[0-9A-Za-z]{2,3}\0*", data[at : at + 12])) and at < 200_000:
        start, size = struct.unpack(">II", data[at + 13 : at + 21])
        if entry[0].rstrip(b"\0").endswith(b".SB"):
            yield (lambda start=start, size=size: decode(data[start : start + size])), None
        at += 21


def drascula(packages: Path):
    for path in sorted((packages / "drascula").rglob("*.ALS")):
        yield (lambda path=path: raw_bytes(path.read_bytes())), None


def trimmed(samples: np.ndarray) -> np.ndarray:
    """Without silence longer than 0.2 s at either end."""
    if len(samples) < RATE // 4:
        return samples
    frames = np.abs(samples[: len(samples) // 320 * 320].reshape(-1, 320)).max(1)
    loud = np.flatnonzero(frames > 0.03 * frames.max())
    first, last = max(0, loud[0] - 10) * 320, (loud[-1] + 11) * 320
    return samples[first:last]


def collections(packages: Path):
    """(source, language, voice, entries) for all that is there."""
    yield "steel-sky", "en", "cast", lambda: steel_sky(packages)
    yield "amazon-queen", "en", "cast", lambda: amazon_queen(packages)
    yield "drascula", "en", "cast", lambda: drascula(packages)
    for name, (language, voice) in _PROMPTS.items():
        yield name, language, voice, lambda name=name: asterisk(packages, name)
    yield "fillets-cs", "cs", "cast", lambda: files(packages, "fillets-ng-data-cs", ".ogg")
    yield "fillets-nl", "nl", "cast", lambda: files(packages, "fillets-ng-data-nl", ".ogg")
    yield "asterisk-prompt-it-menardi", "it", "menardi", lambda: files(packages, "asterisk-prompt-it-menardi-wav", ".wav")
    yield "asterisk-prompt-fr-armelle", "fr", "armelle", lambda: files(packages, "asterisk-prompt-fr-armelle", ".gsm")
    yield "asterisk-prompt-es-co", "es", "colombia", lambda: files(packages, "asterisk-prompt-es-co", ".gsm")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--packages", type=Path, required=True)
    arguments.add_argument("--pool", type=Path, required=True)
    arguments = arguments.parse_args()
    for source, language, voice, entries in collections(arguments.packages):
        done = arguments.pool / f"{source}.done"
        if done.exists():
            continue
        for stale in (arguments.pool / f"{source}.pcm", arguments.pool / f"{source}.jsonl"):
            stale.unlink(missing_ok=True)
        writer = Writer(arguments.pool, source)
        for read, text in entries():
            writer.add(trimmed(read()), text, language, voice)
        if not writer.count:
            sys.exit(f"{source}: no sound could be read under {arguments.packages}; unpack the packages again")
        done.touch()
        print(f"{source}: {writer.count} utterances, {writer.minutes:.1f} minutes", flush=True)


if __name__ == "__main__":
    main()
