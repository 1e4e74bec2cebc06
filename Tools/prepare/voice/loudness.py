"""Loudness by EBU R 128 (ITU-R BS.1770-4) of a sound of one channel, as it is heard from two loudspeakers."""

import numpy as np


def integrated(samples, rate):
    """LUFS, gated. The filter is applied to the spectrum, which is exact but for the sound's ends."""
    padded = np.concatenate([np.asarray(samples, np.float64), np.zeros(rate)])
    spectrum = np.fft.rfft(padded)
    heard = np.fft.irfft(spectrum * _weighting(rate, len(spectrum)), len(padded))[:len(samples)]
    block, step = round(0.4 * rate), round(0.1 * rate)
    powers = np.array([np.mean(heard[start:start + block] ** 2) for start in range(0, len(heard) - block + 1, step)])
    powers = powers[_level(powers) > -70]
    if len(powers) == 0:
        raise ValueError("the voice is silent: nothing of what it said has a loudness")
    return float(_level(powers[_level(powers) > _level(powers.mean()) - 10].mean()))


def _level(power):
    # Two loudspeakers of the same sound: twice the power.
    return -0.691 + 10 * np.log10(2 * power + 1e-20)


def _weighting(rate, bins):
    """The standard's two filters at the frequencies of a spectrum: the head's shelf and the high pass, made for this rate by the bilinear transform."""
    z = np.exp(1j * np.pi * np.arange(bins) / (bins - 1))
    shelf = np.tan(np.pi * 1681.974450955533 / rate)
    gain, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    slope = gain ** 0.4996667741545416
    above = [gain + slope * shelf / q + shelf ** 2, 2 * (shelf ** 2 - gain), gain - slope * shelf / q + shelf ** 2]
    below = [1 + shelf / q + shelf ** 2, 2 * (shelf ** 2 - 1), 1 - shelf / q + shelf ** 2]
    response = np.polyval(above, z) / np.polyval(below, z)
    low, q = np.tan(np.pi * 38.13547087602444 / rate), 0.5003270373238773
    return response * np.polyval([1, -2, 1], z) / np.polyval([1 + low / q + low ** 2, 2 * (low ** 2 - 1), 1 - low / q + low ** 2], z)
