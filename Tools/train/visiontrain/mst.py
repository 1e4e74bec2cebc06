"""Attention-guided masked self-supervision: the original vision model's pre-training (Li et al. 2021, "MST", arXiv 2106.05656), in small.

    python -m visiontrain.mst --pictures DIR --run DIR --steps N [--held DIR]

A momentum teacher sees two large views of each picture. Its last layer's attention says which patches of them matter least; of those the student loses
some. The student's class token must then say of every view what the teacher says of the others (cross-entropy over centred, sharpened prototypes), and
a decoder must restore the whole view (L1). Runs on any folder of pictures and needs no label. Kill it at will; the same command resumes.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from speechtrain.run import Average, Means, load_state, mixed, rate, report, save_state, set_rate

from .masks import low_response
from .measure import Held
from .model import Seer, Student
from .pictures import Folder, cut, normed, recoloured
from .settings import Settings


class Centre(nn.Module):
    """The running mean of the teacher's scores, taken off before sharpening: no prototype may win for every picture."""

    def __init__(self, prototypes: int, keeps: float):
        super().__init__()
        self.keeps = keeps
        self.register_buffer("mean", torch.zeros(prototypes))
        self.register_buffer("taken", torch.zeros((), dtype=torch.long))

    def sharpened(self, scores: torch.Tensor, temperature: float) -> torch.Tensor:
        return ((scores - self.mean) / temperature).softmax(-1)

    @torch.no_grad()
    def take(self, scores: torch.Tensor) -> None:
        # From the first batch on: until the mean is right, what all pictures share wins, and the student learns that and nothing else.
        self.mean.lerp_(scores.flatten(0, -2).mean(0), 1 - self.keeps if self.taken else 1.0)
        self.taken += 1


def agreement(wanted: torch.Tensor, scores: torch.Tensor, temperature: float) -> torch.Tensor:
    """Mean cross-entropy between wanted [V, B, K] and scores [W, B, K], W ≥ V, over all pairs of different views (the first V are the same ones)."""
    logs = (scores / temperature).log_softmax(-1)
    pairs = -torch.einsum("vbk,wbk->vw", wanted, logs) / wanted.shape[1]
    other = ~torch.eye(len(wanted), len(scores), dtype=torch.bool)
    return pairs[other].mean()


def views(pictures: torch.Tensor, settings: Settings) -> tuple[torch.Tensor, list[torch.Tensor]]:
    """Pictures [B, 3, S, S] → two large views [2·B, …] and the small ones, normalised."""
    large = torch.cat([recoloured(cut(pictures, settings.side, *settings.large)) for _ in range(2)])
    small = [normed(recoloured(cut(pictures, settings.small_side, *settings.small))) for _ in range(settings.small_views)]
    return normed(large), small


def losses(student: Student, teacher: Seer, centre: Centre, large: torch.Tensor, small: list[torch.Tensor], settings: Settings, generator: torch.Generator | None = None):
    """(loss, its parts); the centre moves to the teacher's scores."""
    with torch.no_grad():
        states, attention = teacher.transformer.look(large)
        answers = teacher.head(states[:, 0]).float().unflatten(0, (2, -1))
        centre.take(answers)
        wanted = centre.sharpened(answers, settings.teacher_temperature)
        hidden = low_response(attention.float(), settings.share, settings.chance, generator)
    states = student.seer.transformer(large, hidden)
    tokens = [states[:, 0]]
    if small:
        tokens.append(student.seer.transformer(torch.cat(small))[:, 0])
    scores = student.seer.head(torch.cat(tokens)).float().unflatten(0, (2 + len(small), -1))
    contrastive = agreement(wanted, scores, settings.student_temperature)
    restoration = F.l1_loss(student.decoder(states).float(), large)
    spread = wanted.mean((0, 1))
    parts = {
        "contrastive": contrastive,
        "restoration": restoration,
        # How many prototypes the batch uses, and how many an answer hesitates between: one for all, or all alike, is collapse.
        "used": torch.exp(-(spread * torch.log(spread + 1e-9)).sum()),
        "unsure": torch.exp(-(wanted * torch.log(wanted + 1e-9)).sum(-1).mean()),
        "hidden": hidden.float().mean(),
    }
    return contrastive + settings.restoration * restoration, parts


def main(words: list[str] | None = None) -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pictures", type=Path, required=True)
    arguments.add_argument("--run", type=Path, required=True)
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--held", type=Path, help="compositions (of `compose`) that are never trained on: RUN/dev.csv says how well masks spare their objects")
    arguments.add_argument("--batch", type=int, default=32)
    arguments.add_argument("--peak", type=float, default=1e-3)
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args(words)
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    random = np.random.default_rng(options.seed)
    settings = Settings()
    student = Student(side=settings.side)
    teacher = Average(student.seer, settings.teacher_half)
    centre = Centre(len(student.seer.head.prototypes), settings.centre_keeps)
    # Biases, norms and tokens are not drawn to zero.
    heavy = [parameter for parameter in student.parameters() if parameter.ndim > 1 and parameter.shape[0] > 1]
    light = [parameter for parameter in student.parameters() if parameter.ndim < 2 or parameter.shape[0] == 1]
    groups = [{"params": heavy, "weight_decay": settings.weight_decay}, {"params": light, "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=options.peak, betas=(0.9, 0.98))
    parts = {"student": student, "teacher": teacher, "centre": centre, "optimizer": optimizer}
    options.run.mkdir(parents=True, exist_ok=True)
    state, step, spent = options.run / "state.pt", 0, 0.0
    kept = load_state(state, parts)
    if kept:
        counters, random.bit_generator.state = kept
        step, spent = counters["step"], counters["spent"]
        print(f"goes on at step {step}", flush=True)
    folder = Folder(options.pictures, settings.side * 3 // 2)
    print(f"{len(folder.squares)} squares of pictures from {options.pictures}", flush=True)
    if options.held:
        held = Held(options.held, settings.side)
        if not step:
            report(options.run / "dev.csv", {"step": 0, **held.look(teacher.module.transformer, settings)})
    means, began = Means(), time.monotonic() - spent
    while step < options.steps:
        set_rate(optimizer, rate(step, options.steps, options.peak, warm=50))
        large, small = views(folder.batch(options.batch, random), settings)
        with mixed():
            loss, terms = losses(student, teacher.module, centre, large, small, settings)
        if not torch.isfinite(loss):
            raise SystemExit(f"the loss is {loss.item()} at step {step + 1}; {state} holds the step before it went wrong: lower --peak and run this again")
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(student.parameters(), 1.0)
        optimizer.step()
        teacher.update(student.seer)
        step += 1
        means.take({"loss": loss, **terms})
        if step % 10 == 0:
            report(options.run / "curve.csv", {"step": step, "spent": time.monotonic() - began, **means.values})
        if options.held and (step % 100 == 0 or step == options.steps):
            report(options.run / "dev.csv", {"step": step, **held.look(teacher.module.transformer, settings)})
        if step % 50 == 0 or step == options.steps:
            save_state(state, parts, {"step": step, "spent": time.monotonic() - began}, random.bit_generator.state)


if __name__ == "__main__":
    main()
