"""What every training run shares: a learning-rate schedule, averaged weights, a curve in a file, a state that survives a kill."""

import copy
import csv
import hashlib
import math
import os
from pathlib import Path

import torch


class Average:
    """Exponential moving average of parameters; `half` is the number of steps after which a value has half its weight."""

    def __init__(self, module, half: float):
        self.decay = 0.5 ** (1 / half)
        self.module = copy.deepcopy(module).requires_grad_(False)
        self.steps = 0

    @torch.no_grad()
    def update(self, module) -> None:
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        for mine, theirs in zip(self.module.parameters(), module.parameters()):
            mine.lerp_(theirs, 1 - decay)

    def state_dict(self) -> dict:
        return {"module": self.module.state_dict(), "steps": self.steps}

    def load_state_dict(self, state: dict) -> None:
        self.module.load_state_dict(state["module"])
        self.steps = state["steps"]


def rate(step: int, steps: int, peak: float, warm: int) -> float:
    """Learning rate: a short rise, then half a cosine to zero."""
    if step < warm:
        return peak * (step + 1) / warm
    return peak * 0.5 * (1 + math.cos(math.pi * min(1.0, (step - warm) / max(1, steps - warm))))


def set_rate(optimizer, value: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = value


class Means:
    """Running means of what a step reports; about the last twenty steps count."""

    def __init__(self):
        self.values: dict[str, float] = {}

    def take(self, terms: dict) -> None:
        for name, term in terms.items():
            value = float(term.detach()) if torch.is_tensor(term) else float(term)
            self.values[name] = 0.95 * self.values[name] + 0.05 * value if name in self.values else value

    @property
    def counter(self) -> dict:
        """Kept with a run's counters, so that the curve goes on where it was."""
        return {"means": self.values}

    def resume(self, counters: dict) -> None:
        # States of earlier versions have none: the means begin anew.
        self.values = counters.get("means", {})


def report(path: Path, row: dict) -> None:
    """A line for people, and a line in the CSV file."""
    row = {name: f"{value:.5g}" if isinstance(value, float) else value for name, value in row.items()}
    new = not path.exists()
    with path.open("a", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(row)
        writer.writerow(row.values())
    print(" ".join(f"{name} {value}" for name, value in row.items()), flush=True)


def digest(module) -> str:
    """Of all values of a module: what a run began with."""
    found = hashlib.sha256()
    for name, value in sorted(module.state_dict().items()):
        found.update(name.encode() + value.detach().contiguous().float().numpy().tobytes())
    return found.hexdigest()


def save_state(path: Path, parts: dict, counters: dict, random: dict) -> None:
    """`parts` by name (anything with a state), plain counters, and the state of the random numbers; written aside and renamed."""
    state = {name: part.state_dict() for name, part in parts.items()}
    aside = path.with_suffix(".new")
    torch.save({"parts": state, "counters": counters, "random": random, "torch": torch.get_rng_state()}, aside)
    os.replace(aside, path)


def load_state(path: Path, parts: dict) -> tuple[dict, dict] | None:
    """(counters, random numbers' state), with the parts set as they were; None where there is nothing to go on from."""
    if not path.exists():
        return None
    state = torch.load(path, weights_only=False)
    for name, part in parts.items():
        part.load_state_dict(state["parts"][name])
    torch.set_rng_state(state["torch"])
    return state["counters"], state["random"]


def has_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 itself. Where it does not, PyTorch imitates it, many times slower than single precision."""
    return torch.ops.mkldnn._is_mkldnn_bf16_supported()


def mixed():
    """Matrices are multiplied in bfloat16 within this context, where the processor can."""
    return torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16())
