"""Distils the chunked transformer: its states under the chunk mask should be what full context would have given.

    python -m speechtrain.distil --start DIR --whisper DIR --pool DIR --run DIR --steps N [...]

A run may be killed at any moment and is resumed by the same command. RUN/curve.csv has a line for each ten steps, RUN/dev.csv one for
each look at the development set. A number in RUN/steps changes the length of a run that is under way, and the learning rate with it.
"""

import argparse
import copy
import time
from dataclasses import fields
from pathlib import Path

import torch
from torch.nn.utils.rnn import pad_sequence

from . import ctc, losses
from .dev import DevSet
from .mixing import Mixer
from .pool import RATE
from .run import Average, Means, digest, has_bfloat16, load_state, mixed, rate, report, save_state, set_rate
from .student import Student
from .whisper import HOP, RECEPTIVE, Whisper, chunk_mask


def token_batch(whisper: Whisper, batch, target, own_words: bool = True):
    """What the teacher is asked about each clip: (rows, tokens [R, n], where the answer is counted [R, n - 1]).

    Written texts where they are known, else (`own_words`) what the teacher itself hears; clips in which it finds no end are left out.
    """
    prompt, limit = len(whisper.prompt("en")), 12 + batch.wave.shape[1] * 4 // RATE
    unknown = [row for row, text in enumerate(batch.texts) if not text and own_words]
    heard = dict(zip(unknown, whisper.greedy_batch(target[unknown], [batch.languages[row] for row in unknown], limit))) if unknown else {}
    rows, sequences = [], []
    for row, (text, language) in enumerate(zip(batch.texts, batch.languages)):
        tokens, ended = (whisper.encode_text(text)[:160], True) if text else heard.get(row, ([], False))
        if ended and tokens:
            rows.append(row)
            sequences.append(torch.tensor(whisper.prompt(language) + tokens + [whisper.end]))
    if not rows:
        return [], None, None
    tokens = pad_sequence(sequences, batch_first=True, padding_value=whisper.end)
    places = torch.arange(tokens.shape[1] - 1)
    ends = torch.tensor([len(sequence) for sequence in sequences])
    counted = (places >= prompt - 1) & (places < ends[:, None] - 1)
    return rows, tokens, counted


class Trainer:
    def __init__(self, options):
        self.options = options
        torch.manual_seed(options.seed)
        self.whisper = Whisper(options.whisper)
        if has_bfloat16():
            self.whisper.halve()
        self.student = Student(self.whisper.positions)
        self.student.load(options.start)
        if options.front:
            self.student.front.load_state_dict(torch.load(options.front))
        if options.from_whisper:
            self.student.encoder.load_state_dict(self.whisper.encoder.state_dict())
        # Half-precision copies are the teacher's business; what is trained stays whole.
        self.student.float()
        self.begun_from = digest(self.student)
        self.student.front.requires_grad_(False)
        self.trained = self.student.encoder
        self.average = Average(self.trained, options.average)
        self.optimizer = torch.optim.AdamW(self.trained.parameters(), lr=options.peak, betas=(0.9, 0.98), weight_decay=0.01)
        self.head = ctc.Head()
        self.head_optimizer = torch.optim.AdamW(self.head.parameters(), lr=options.head_peak, betas=(0.9, 0.98), weight_decay=1e-4)
        self.weights = losses.Weights(**{term.name: getattr(options, term.name) for term in fields(losses.Weights)})
        self.dev = DevSet(options.pool, self.whisper)
        self.mixer = Mixer(options.pool, options.seed, options.seconds, held_out=self.dev.held_out)
        self.step, self.seconds, self.spent = 0, 0.0, 0.0
        self.means = Means()
        self.state = options.run / "state.pt"

    @property
    def parts(self) -> dict:
        return {
            "encoder": self.trained, "average": self.average, "optimizer": self.optimizer,
            "head": self.head, "head_optimizer": self.head_optimizer,
        }

    def save(self) -> None:
        counters = {"begun_from": self.begun_from, "step": self.step, "seconds": self.seconds, "spent": self.spent} | self.means.counter
        save_state(self.state, self.parts, counters, self.mixer.state)

    def resume(self) -> bool:
        kept = load_state(self.state, self.parts)
        if kept is None:
            return False
        counters, self.mixer.state = kept
        if counters.get("begun_from", self.begun_from) != self.begun_from:
            raise SystemExit(f"{self.state}: this run began with other weights or another conv front; go on with those, or name an empty folder")
        self.step, self.seconds, self.spent = counters["step"], counters["seconds"], counters["spent"]
        self.means.resume(counters)
        return True

    def losses(self, batch) -> dict[str, torch.Tensor]:
        """The terms of one batch, not yet weighted."""
        whisper, student = self.whisper, self.student
        frames, chunk = (batch.wave.shape[1] - RECEPTIVE) // HOP + 1, self.options.chunk
        with mixed():
            with torch.no_grad():
                with torch.autocast("cpu", enabled=False):
                    target_features = whisper.features(batch.wave)
                target, target_hidden = whisper.encoder(target_features)
                features = student.front(batch.wave)
            both, hidden = student.encoder.revised(features.float(), chunk)
            states, newest = both[:, :frames], both[:, frames:]
            terms = {"embedding": losses.whitened(states, target), "newest": losses.whitened(newest, target)}
            terms["hidden"] = sum(losses.whitened(hidden[k][:, :frames], target_hidden[k]) for k in (1, 3))
            if self.weights.attention:
                # Of the newest states, whose view is simply their own chunk and all before.
                scores = [encoder.blocks[-1].scores(seen) for encoder, seen in ((student.encoder, hidden[-2][:, frames:]), (whisper.encoder, target_hidden[-2]))]
                terms["attention"] = losses.attention_divergence(*scores, chunk_mask(frames, chunk))
            if self.weights.prediction:
                rows, tokens, counted = token_batch(whisper, batch, target, self.mixer.random.random() < self.options.own_words)
                if rows:
                    decoder = whisper.decoder
                    with torch.no_grad():
                        view, _ = decoder(tokens[:, :-1], decoder.cross(target[rows]))
                        wanted = decoder.logits(view[counted])
                    view, _ = decoder(tokens[:, :-1], decoder.cross(states[rows]))
                    given = decoder.logits(view[counted])
                    terms["prediction"] = losses.prediction_divergence(given, wanted)
                    if self.weights.letters:
                        terms |= self.letters(batch, states, rows, tokens)
        return terms

    def letters(self, batch, states, rows, tokens) -> dict[str, torch.Tensor]:
        """The student's own loss: letters of the English clips, where the option asks for it."""
        spoken = {}
        for row, line in zip(rows, tokens):
            text = batch.texts[row] or self.whisper.tokenizer.decode(line.tolist())
            if batch.languages[row] == "en" and (found := ctc.labels(text)):
                spoken[row] = found
        if not spoken:
            return {}
        return {"letters": ctc.loss(self.head(states[list(spoken)]), list(spoken.values()))}

    def run(self) -> None:
        options = self.options
        curve, dev = options.run / "curve.csv", options.run / "dev.csv"
        if self.step == 0:
            self.look(dev)
        while self.step < options.steps:
            began = time.monotonic()
            learning = rate(self.step, options.steps, options.peak, options.warm)
            set_rate(self.optimizer, learning)
            set_rate(self.head_optimizer, rate(self.step, options.steps, options.head_peak, 0))
            batch = self.mixer.batch()
            terms = self.losses(batch)
            total = self.weights.total(terms)
            self.optimizer.zero_grad(set_to_none=True)
            self.head_optimizer.zero_grad(set_to_none=True)
            total.backward()
            norm = torch.nn.utils.clip_grad_norm_(self.trained.parameters(), 1.0)
            self.optimizer.step()
            self.average.update(self.trained)
            if "letters" in terms:
                self.head_optimizer.step()
            self.step += 1
            self.seconds += batch.seconds
            self.spent += time.monotonic() - began
            self.means.take(terms | {"gradient": norm})
            if self.step % 10 == 0:
                report(curve, {"step": self.step, "hours": self.seconds / 3600, "spent": self.spent, "rate": learning} | self.means.values)
                if (asked := options.run / "steps").exists():
                    options.steps = int(asked.read_text())
                if self.step % 50 == 0:
                    self.mixer.reload()
                    self.save()
                if self.step % options.look == 0:
                    self.look(dev)
        self.save()
        self.look(dev)
        self.finish()

    def finish(self) -> None:
        """Writes RUN/checkpoint: the averaged weights in the layout of the committed ones."""
        student = copy.deepcopy(self.student)
        student.encoder.load_state_dict(self.average.module.state_dict())
        student.save(self.options.start, self.options.run / "checkpoint")

    @torch.no_grad()
    def look(self, path: Path) -> None:
        kept = self.student.encoder
        for name, encoder in (("last", kept), ("average", self.average.module)):
            if name == "average" and self.step == 0:
                continue
            self.student.encoder = encoder
            found = self.dev.measure(lambda clip: self.student.first_pass(self.student.front(clip).float(), self.options.chunk))
            report(path, {"step": self.step, "which": name} | found)
        self.student.encoder = kept


def parser() -> argparse.ArgumentParser:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("start", "whisper", "pool", "run"):
        arguments.add_argument("--" + name, type=Path, required=True)
    arguments.add_argument("--front", type=Path, help="a conv front of speechtrain.front in place of the checkpoint's")
    arguments.add_argument("--from-whisper", action="store_true", help="begin with Whisper's own blocks in place of the checkpoint's")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--peak", type=float, default=1.5e-4, help="highest learning rate")
    arguments.add_argument("--head-peak", type=float, default=3e-3, help="the same of the character head")
    arguments.add_argument("--warm", type=int, default=40, help="steps of the rise")
    arguments.add_argument("--seconds", type=float, default=48, help="sound in a batch")
    arguments.add_argument("--chunk", type=int, default=16)
    for term in fields(losses.Weights):
        arguments.add_argument("--" + term.name, type=float, default=term.default, help="weight of this term of the loss")
    arguments.add_argument("--own-words", type=float, default=0.4, help="share of the batches in which the teacher transcribes what has no text")
    arguments.add_argument("--average", type=float, default=40, help="half-life of the averaged weights, in steps")
    arguments.add_argument("--look", type=int, default=150, help="steps between two looks at the development set")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    return arguments


def main() -> None:
    options = parser().parse_args()
    torch.set_num_threads(options.threads)
    options.run.mkdir(parents=True, exist_ok=True)
    trainer = Trainer(options)
    if trainer.resume():
        print(f"goes on at step {trainer.step}", flush=True)
    trainer.run()


if __name__ == "__main__":
    main()
