"""Distils the conv front from Whisper's log-mel and its two convolutions.

    python -m speechtrain.front --whisper DIR --pool DIR --run DIR --steps N (--start DIR | --from-nothing)

Loss: squared error of the features, each channel divided by its variance, and the same of the first blocks' outputs over them, which says
which errors matter. The result is RUN/front.pt. RUN/front.csv has the terms, RUN/front-dev.csv the development set: what the second pass makes of our front, against the teacher's own words.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from . import losses
from .dev import DevSet
from .mixing import Mixer
from .run import Means, load_state, mixed, rate, report, save_state, set_rate
from .student import Front, Student
from .whisper import Whisper


def initial(front: Front) -> None:
    """Windowed cosines in three phases, denser below 4 kHz: a filter bank from which learning starts sooner than from noise."""
    first = front.convolutions[0]
    n = np.arange(400)
    window = np.hanning(401)[:400]
    frequencies = np.r_[np.arange(1, 101) * 40.0, 4000 + np.arange(1, 61) * 66.0]
    with torch.no_grad():
        first.weight.zero_()
        first.bias.zero_()
        for index, frequency in enumerate(frequencies):
            for phase in range(3):
                wave = np.cos(2 * np.pi * frequency * (n - 200) / 16_000 + phase * 2 * np.pi / 3)
                first.weight[3 * index + phase, 0] = torch.tensor(window * wave * min(frequency, 4000) / 1000 * 0.02)
        # Channels that only know how loud the others are, for the layer norm takes the level out of them.
        first.bias[480:] = torch.logspace(-2.5, 0, 32) * torch.tensor([1.0, -1.0] * 16)
        front.norms[0].weight.fill_(5.0)
        for convolution in front.convolutions[1:]:
            nn.init.normal_(convolution.weight, std=convolution.weight[0].numel() ** -0.5)
            nn.init.zeros_(convolution.bias)


def terms(whisper: Whisper, front: Front, wave, depth: int) -> dict[str, torch.Tensor]:
    """Features and, for `depth` blocks of the teacher, what they make of them."""
    with torch.no_grad():
        wanted = whisper.features(wave)
    given = front(wave)
    found = {"features": losses.whitened(given, wanted)}
    positions = whisper.positions[: wanted.shape[1]]
    x, y = given.float() + positions, wanted + positions
    for index in range(depth):
        x = whisper.encoder.blocks[index](x)
        with torch.no_grad():
            y = whisper.encoder.blocks[index](y)
        found[f"block{index}"] = losses.whitened(x, y)
    return found


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("whisper", "pool", "run"):
        arguments.add_argument("--" + name, type=Path, required=True)
    begin = arguments.add_mutually_exclusive_group(required=True)
    begin.add_argument("--start", type=Path, help="a checkpoint to go on from")
    begin.add_argument("--from-nothing", action="store_true")
    arguments.add_argument("--steps", type=int, required=True)
    arguments.add_argument("--peak", type=float, default=5e-4)
    arguments.add_argument("--seconds", type=float, default=36)
    arguments.add_argument("--depth", type=int, default=2, help="blocks of the teacher whose outputs count")
    arguments.add_argument("--look", type=int, default=200, help="steps between two looks at the development set")
    arguments.add_argument("--threads", type=int, default=1)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    whisper = Whisper(options.whisper)
    student = Student(whisper.positions)
    if options.start:
        student.load(options.start)
    else:
        initial(student.front)
    front = student.front
    optimizer = torch.optim.AdamW(front.parameters(), lr=options.peak, betas=(0.9, 0.98), weight_decay=1e-3)
    dev = DevSet(options.pool, whisper)
    mixer = Mixer(options.pool, options.seed, options.seconds, lengths=(3, 5), held_out=dev.held_out)
    options.run.mkdir(parents=True, exist_ok=True)
    parts = {"front": front, "optimizer": optimizer}
    state, step, seconds, means = options.run / "front-state.pt", 0, 0.0, Means()
    if kept := load_state(state, parts):
        (step, seconds), mixer.state = (kept[0]["step"], kept[0]["seconds"]), kept[1]
        means.resume(kept[0])
        print(f"front: goes on at step {step}", flush=True)

    def look() -> None:
        report(options.run / "front-dev.csv", {"step": step} | dev.measure(lambda clip: whisper.encoder(front(clip).float())[0]))

    if step == 0:
        look()
    while step < options.steps:
        began = time.monotonic()
        set_rate(optimizer, rate(step, options.steps, options.peak, 100))
        batch = mixer.batch()
        with mixed():
            found = terms(whisper, front, batch.wave, options.depth)
        optimizer.zero_grad(set_to_none=True)
        sum(found.values()).backward()
        nn.utils.clip_grad_norm_(front.parameters(), 1.0)
        optimizer.step()
        step, seconds = step + 1, seconds + batch.seconds
        means.take(found | {"pace": batch.seconds / (time.monotonic() - began)})
        if step % 10 == 0:
            report(options.run / "front.csv", {"step": step, "hours": seconds / 3600} | means.values)
        if step % 50 == 0 or step == options.steps:
            mixer.reload()
            save_state(state, parts, {"step": step, "seconds": seconds} | means.counter, mixer.state)
        if step % options.look == 0 and step < options.steps:
            look()
    look()
    torch.save(front.state_dict(), options.run / "front.pt")


if __name__ == "__main__":
    main()
