"""Our own voice in our own microphone: words of it that are captioned, with the playback-reference gate and without; and whether somebody else is heard as soon as it is silent.

The daemon hears the monitor of the sink that it speaks into: a microphone before a loudspeaker, without a room between. It says eight sentences; two seconds behind them a recorded prompt plays in the same sink. Words that
were captioned up to then leaked; those of the prompt are to be there.
"""

import time

import numpy as np

from lib import align, corpus, pulse, sound, spoken, words
from lib.daemon import Daemon
from lib.results import Row

_SENTENCES = 8
_PROMPT = "conf-getconfno"


def _run(gate: bool, lines: list[str], prompt: corpus.Prompt) -> tuple[list[str], list[str]]:
    """(words that leaked, words of the prompt that were heard)"""
    with pulse.PrivatePulse() as server:
        voice = f'\n[voice]\nname = "joe"\ngate = {"true" if gate else "false"}\nserver = "{server.server}"\ndevice = "{pulse.SINK}"\n'
        with Daemon(server, more=voice) as daemon:
            client = daemon.connect(["caption.final", "voice", "device", "gap"])
            daemon.listening(client)
            time.sleep(pulse.SETTLE)
            for line in lines:
                client.send({"request": "say", "text": line})
            ended = lambda: [line.body["body"] for line in client.topic("voice.end")]
            deadline = time.monotonic() + 120
            while len(ended()) < len(lines):
                if time.monotonic() > deadline:
                    raise TimeoutError(f"only {len(ended())} of {len(lines)} lines were said")
                time.sleep(0.1)
            if wrong := [end for end in ended() if end["reason"] != "done"]:
                raise RuntimeError(f"a line was not said: {wrong[0]}")
            time.sleep(2)
            silent = time.monotonic() - client.hello["start"]["monotonic"] / 1e9
            pulse.Player(server.server).play(np.concatenate([sound.read(prompt.file), np.zeros(4 * sound.RATE, np.float32)]))
            time.sleep(3)
            finals = [line.body["body"] for line in client.topic("caption.final")]
            client.close()
    leaked, heard = [], []
    for final in finals:
        for word in final["words"]:
            (leaked if word["end"] < silent else heard).extend(words.english(word["text"]))
    return leaked, heard


def run(options) -> list[Row]:
    lines = spoken.sentences("en")[:_SENTENCES][:: options.every]
    prompt = next(one for one in corpus.prompts() if one.name == _PROMPT)
    said = sum(len(words.english(line)) for line in lines)
    rows = []
    for gate in (True, False):
        leaked, heard = _run(gate, lines, prompt)
        errors = align.errors(words.english(prompt.text), heard)
        raw = {"lines": lines, "words": said, "leaked": " ".join(leaked), "heard": " ".join(heard)}
        state, name = ("gated", "leak.gated") if gate else ("not gated", "leak.open")
        # Without the gate our voice must be heard, or its silence with the gate would prove nothing.
        bar = {"bar": 0} if gate else {"bar": said / 2, "at_least": True}
        rows.append(Row(f"{name}.words", f"words of our own voice that were captioned, of {said}, {state}", float(len(leaked)), "words", raw=raw, **bar))
        rows.append(Row(f"{name}.other", f"a prompt two seconds behind it, {state}: word error", errors.rate, "%", bar=0.2 if gate else None))
    return rows
