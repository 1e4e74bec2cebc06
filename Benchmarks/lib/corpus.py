"""The recorded speech that the rows use: Asterisk's prompts (real voices, texts by hand) and the reading in Samples/."""

import gzip
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib import sound
from lib.paths import BENCHMARKS, SAMPLE, cache
from lib.words import other, plain

_SOUNDS = Path("/usr/share/asterisk/sounds")
_VOICES = {"en": "en_US_f_Allison", "fr": "fr_CA_f_June", "es": "es_MX_f_Allison", "it": "it_IT_m_Carlo", "ru": "ru_RU_f_IvrvoiceRU"}
_LONGEST = 14.0


@dataclass
class Prompt:
    name: str
    text: str
    file: Path


def prompts(every: int = 1) -> list[Prompt]:
    """The set: five words or more, no digit, key symbol or bracket in the text, at most 14 seconds; 152 prompts, 1,344 words.

    `every` takes each n-th only (a quick look, not the figure).
    """
    found = [prompt for prompt in _recorded("en") if len(plain(prompt.text)) >= 5]
    words = sum(len(plain(prompt.text)) for prompt in found)
    if (len(found), words) != (152, 1344):
        raise SystemExit(f"the Asterisk set has {len(found)} prompts and {words} words, expected 152 and 1344: is another version installed?")
    return _decoded(found[::every], "en")


def later(prompt: Prompt, seconds: float) -> Path:
    """The prompt's file with so much silence before it."""
    if seconds == 0:
        return prompt.file
    path = cache("made", "later") / f"{prompt.file.stem}-{round(1000 * seconds)}.wav"
    if not path.exists():
        sound.write(path, np.concatenate([np.zeros(round(seconds * sound.RATE), np.float32), sound.read(prompt.file)]))
    return path


def recorded(language: str, count: int) -> list[Prompt]:
    """About so many of a language's prompts (en, fr, es, it, ru), evenly drawn from those of five words or more without digit, key symbol or bracket in the text."""
    found = [prompt for prompt in _recorded(language) if len(other(prompt.text)) >= 5]
    return _decoded(found[:: max(1, len(found) // count)][:count], language)


def _recorded(language: str) -> Iterator[Prompt]:
    """A language's prompts without digit, key symbol or bracket in the text, of at most 14 seconds, by name; the files are as they are packaged."""
    texts = {}
    for line in gzip.open(f"/usr/share/doc/asterisk-core-sounds-{language}/core-sounds-{language}.txt.gz", "rt", encoding="utf-8-sig"):
        entry = re.match(r"([^:;]+):\s*(.*)", line)
        if entry:
            texts[entry[1].strip()] = entry[2].strip()
    for name, text in sorted(texts.items()):
        coded = _SOUNDS / _VOICES[language] / f"{name}.g722"
        if not coded.exists() or re.search(r"[\[0-9*#]", text):
            continue
        # G.722 has 8,000 bytes a second and no header.
        if coded.stat().st_size > _LONGEST * 8000:
            continue
        yield Prompt(name, text, coded)


def _decoded(prompts: list[Prompt], language: str) -> list[Prompt]:
    """The same with files of samples, made once."""
    folder, found = cache("asterisk" if language == "en" else f"asterisk-{language}"), []
    for prompt in prompts:
        file = folder / (prompt.name.replace("/", "_") + ".wav")
        if not file.exists():
            command = ["ffmpeg", "-v", "error", "-f", "g722", "-i", prompt.file, "-ar", "16000", "-ac", "1", "-f", "s16le", "-"]
            pcm = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
            sound.write(file, np.frombuffer(pcm, np.int16).astype(np.float32) / 32768)
        found.append(Prompt(prompt.name, prompt.text, file))
    return found


def mandarin(every: int = 1) -> list[str]:
    """The thirty Mandarin sentences, in the order of their file."""
    lines = (BENCHMARKS / "texts" / "mandarin.txt").read_text().splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")][::every]


def reading(minutes: float = 10) -> Path:
    """Continuous reading: the sample, over and over, without a pause between."""
    path = cache("made") / f"reading-{sound.digest(SAMPLE)}-{minutes:g}.wav"
    if not path.exists():
        samples = sound.read(SAMPLE)
        length = int(minutes * 60 * sound.RATE)
        sound.write(path, np.tile(samples, length // len(samples) + 1)[:length])
    return path


def readings(times: int = 3, rest: float = 0.37) -> tuple[Path, list[float]]:
    """The sample so many times, with a rest between after which voice activity's steps of 32 ms fall elsewhere: the same words are cut a little otherwise. And the seconds at which each begins."""
    samples, gap = sound.read(SAMPLE), np.zeros(int(rest * sound.RATE), np.float32)
    path = cache("made") / f"readings-{sound.digest(SAMPLE)}-{times}-{rest:g}.wav"
    if not path.exists():
        sound.write(path, np.concatenate([piece for _ in range(times) for piece in (samples, gap)]))
    return path, [turn * (len(samples) + len(gap)) / sound.RATE for turn in range(times)]


@dataclass
class Placed:
    """A prompt's place in a longer file, in seconds."""

    prompt: Prompt
    start: float


def conversation(minutes: float, every: int = 1, reading_each: int = 0, seed: int = 7) -> tuple[Path, list[Placed]]:
    """Prompts one after the other with pauses of 0.8 to 2 s, cycled until the length is reached; and where each begins.

    `reading_each`: after so many prompts the whole reading follows, for long stretches without a pause.
    """
    path = cache("made") / f"conversation-{minutes:g}-{every}-{reading_each}-{seed}-{sound.digest(SAMPLE)}.wav"
    random = np.random.default_rng(seed)
    length = int(minutes * 60 * sound.RATE)
    chosen = prompts(every)
    speech_of = {prompt.name: sound.read(prompt.file) for prompt in chosen}
    reading_samples = sound.read(SAMPLE)
    pieces: list[np.ndarray] = [np.zeros(sound.RATE // 2, np.float32)]
    placed, at, turn = [], len(pieces[0]), 0
    while True:
        prompt = None
        if reading_each and turn % (reading_each + 1) == reading_each:
            speech = reading_samples
        else:
            prompt = chosen[(turn - (turn // (reading_each + 1) if reading_each else 0)) % len(chosen)]
            speech = speech_of[prompt.name]
        pause = np.zeros(int(random.uniform(0.8, 2.0) * sound.RATE), np.float32)
        if at + len(speech) + len(pause) > length:
            pieces.append(np.zeros(length - at, np.float32))
            break
        if prompt:
            placed.append(Placed(prompt, at / sound.RATE))
        pieces += [speech, pause]
        at += len(speech) + len(pause)
        turn += 1
    if not path.exists():
        sound.write(path, np.concatenate(pieces))
    return path, placed
