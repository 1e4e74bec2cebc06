"""Pictures' contents without pictures: detections of people who cross, hide and come back, with the truth beside them.

Each kind of sequence is a few seeds of one difficulty; two are real streets (TUD-Campus and TUD-Stadtmitte, Andriluka et al. 2008, as the motmetrics
wheel carries them, truth and a detector's boxes). Boxes are in pixels. A person in front (whose feet are lower) covers one behind; of somebody covered by
half the detector is less sure, of somebody covered by three quarters it sees nothing.
"""

from dataclasses import dataclass, field

import numpy as np

from lib import fetch

WIDTH, HEIGHT = 1280, 720


@dataclass
class Frame:
    time: float
    # Who is in the picture, seen or not: number and box (left, top, width, height).
    truth: dict[int, tuple] = field(default_factory=dict)
    # What the detector says: box and score.
    found: list[tuple] = field(default_factory=list)


@dataclass
class Sequence:
    name: str
    rate: float
    width: int
    height: int
    frames: list[Frame]


class _Eye:
    """A detector with errors of the usual kinds."""

    def __init__(self, random, jitter=0.03, missed=0.05, false=0.1):
        self.random, self.jitter, self.missed, self.false = random, jitter, missed, false

    def look(self, people: dict[int, tuple], walls: list[tuple] = ()) -> list[tuple]:
        found = []
        for number, box in people.items():
            left, top, width, height = box
            front = [other for key, other in people.items() if key != number and other[1] + other[3] > top + height] + list(walls)
            covered = _covered(box, front)
            if covered > 0.75 or self.random.random() < self.missed:
                continue
            noise = self.random.normal(0, self.jitter, 4) * (1 + 2 * covered)
            score = np.clip(self.random.normal(0.85 - 0.6 * covered, 0.07), 0.05, 0.99)
            seen = (left + noise[0] * width, top + noise[1] * height, width * (1 + noise[2]), height * (1 + noise[3]))
            found.append((_clip(seen), float(score)))
        for _ in range(self.random.poisson(self.false)):
            height = self.random.uniform(40, 300)
            box = (self.random.uniform(0, WIDTH), self.random.uniform(0, HEIGHT - height), height * 0.4, height)
            found.append((_clip(box), float(self.random.uniform(0.1, 0.75))))
        return [(box, score) for box, score in found if box[2] > 4 and box[3] > 4]


def _clip(box, width=WIDTH, height=HEIGHT):
    left, top = max(0.0, box[0]), max(0.0, box[1])
    return (left, top, min(width, box[0] + box[2]) - left, min(height, box[1] + box[3]) - top)


def _covered(box, others) -> float:
    """The part of a box that others hide, on a grid of 12 × 12."""
    x = box[0] + (np.arange(12) + 0.5) / 12 * box[2]
    y = box[1] + (np.arange(12) + 0.5) / 12 * box[3]
    hidden = np.zeros((12, 12), bool)
    for left, top, width, height in others:
        hidden |= ((y >= top) & (y < top + height))[:, None] & ((x >= left) & (x < left + width))[None]
    return float(hidden.mean())


def _person(x, feet, size):
    """Whoever stands with the feet here; further down is nearer, and larger."""
    return (x - 0.2 * size, feet - size, 0.4 * size, size)


def _film(name, rate, seconds, seed, walk, eye, walls=(), shake=None) -> Sequence:
    """`walk(number, time)` gives feet and size of each person, or None."""
    random = np.random.default_rng(seed)
    people, path = walk(random)
    look, moved = _Eye(random, **eye), np.zeros(2)
    frames = []
    for index in range(int(rate * seconds)):
        time = index / rate
        if shake:
            moved = shake(random, moved, time)
        truth = {}
        for number in range(people):
            where = path(number, time)
            if where is None:
                continue
            left, top, width, height = _person(*where)
            box = (left + moved[0], top + moved[1], width, height)
            inside = _clip(box)
            if inside[2] > 0.3 * width and inside[3] > 0.3 * height:
                truth[number + 1] = inside
        frames.append(Frame(time, truth, look.look(truth, [(w[0] + moved[0], w[1] + moved[1], w[2], w[3]) for w in walls])))
    return Sequence(name, rate, WIDTH, HEIGHT, frames)


def _crossing(count, speed=(90, 220)):
    """People who walk through the picture from both sides, at their own speeds, again and again."""

    def walk(random):
        direction = np.where(np.arange(count) % 2, -1, 1)
        speeds = random.uniform(*speed, count) * direction
        start = random.uniform(0, WIDTH, count)
        feet = random.uniform(420, 680, count)
        sway, phase = random.uniform(0, 12, count), random.uniform(0, 6, count)
        size = 120 + (feet - 420) * 0.6

        def path(number, time):
            # Back and forth: who comes to the edge turns round.
            way = (start[number] + speeds[number] * time) % (2 * WIDTH)
            x = way if way < WIDTH else 2 * WIDTH - way
            return x, feet[number] + sway[number] * np.sin(time * 2 + phase[number]), size[number]

        return count, path

    return walk


def _dancing(count):
    """People who circle round each other: as many turns as a walk has none."""

    def walk(random):
        centre = np.stack([random.uniform(300, WIDTH - 300, count), random.uniform(470, 640, count)], 1)
        radius, pace = random.uniform(60, 190, count), random.uniform(0.8, 2.2, count) * random.choice([-1, 1], count)
        phase, size = random.uniform(0, 6.3, count), random.uniform(190, 240, count)

        def path(number, time):
            angle = pace[number] * time + phase[number]
            return centre[number, 0] + radius[number] * np.cos(angle), centre[number, 1] + 0.25 * radius[number] * np.sin(angle), size[number]

        return count, path

    return walk


def _stopping(count):
    """People who walk, stop, and walk on, some of them back: often behind something."""

    def walk(random):
        legs = []
        for _ in range(count):
            time, x, points = 0.0, random.uniform(100, WIDTH - 100), []
            while time < 60:
                points.append((time, x))
                time += random.uniform(0.8, 2.5)
                points.append((time, x))
                goal = random.uniform(100, WIDTH - 100)
                time += abs(goal - x) / random.uniform(100, 200)
                x = goal
            legs.append(np.array(points))
        feet = random.uniform(420, 680, count)
        size = 120 + (feet - 420) * 0.6

        def path(number, time):
            return np.interp(time, legs[number][:, 0], legs[number][:, 1]), feet[number], size[number]

        return count, path

    return walk


def _hand(random, moved, time):
    """A camera in a hand: it drifts, and trembles by some pixels."""
    drift = np.array([25 * np.sin(1.1 * time), 12 * np.sin(1.7 * time + 1)])
    return drift + random.normal(0, 5, 2)


_PILLARS = [(240, 200, 70, 520), (600, 200, 90, 520), (980, 200, 60, 520)]


def _real(name, rate, width, height) -> Sequence:
    folder = fetch.streets() / name
    frames: dict[int, Frame] = {}
    for file, is_truth in (("gt.txt", True), ("test.txt", False)):
        for line in (folder / file).read_text().split():
            cells = line.split(",")
            number, box = int(cells[0]), tuple(float(cell) for cell in cells[2:6])
            frame = frames.setdefault(number, Frame((number - 1) / rate))
            if is_truth:
                frame.truth[int(cells[1])] = box
            else:
                # The file has no scores: whatever it names was found.
                frame.found.append((_clip(box, width, height), 0.9))
    return Sequence(name, rate, width, height, [frames.get(number, Frame((number - 1) / rate)) for number in range(1, max(frames) + 1)])


# name: how it is made from a seed
SYNTHETIC = {
    "crossing": lambda seed: _film("crossing", 15, 30, seed, _crossing(8), {}),
    "pillars": lambda seed: _film("pillars", 15, 30, seed, _stopping(6), {}, walls=_PILLARS),
    "shake": lambda seed: _film("shake", 15, 30, seed, _crossing(7), {}, shake=_hand),
    "errors": lambda seed: _film("errors", 15, 30, seed, _crossing(7), {"jitter": 0.05, "missed": 0.2, "false": 1.5}),
    "dance": lambda seed: _film("dance", 30, 20, seed, _dancing(7), {}),
    "slow": lambda seed: _film("slow", 5, 40, seed, _crossing(6, speed=(40, 110)), {}),
    "fast": lambda seed: _film("fast", 60, 15, seed, _crossing(8), {}),
}
# None of those that the tracker was tuned on (0 to 4, 100 to 104).
SEEDS = range(200, 205)


def crowd(count: int) -> Sequence:
    """So many people who cross, for the cost of a frame."""
    return _film("crowd", 15, 30, 0, _crossing(count), {"missed": 0.0, "false": 0.0})


def sequences(every: int = 1) -> dict[str, list[Sequence]]:
    """All of them, by kind."""
    made = {name: [make(seed) for seed in SEEDS[::every]] for name, make in SYNTHETIC.items()}
    made["TUD-Campus"] = [_real("TUD-Campus", 25, 640, 480)]
    made["TUD-Stadtmitte"] = [_real("TUD-Stadtmitte", 25, 640, 480)]
    return made
