"""What is heard at a moment, synthesised: each from a seed, one channel, its loudest sample 1, ending in silence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from contracts.recipes.effects import SpotEffect, Surface
from film_workers.sound.effects.noise import Shape, Sound, band, burst, laid, peak, ringing, shaped
from film_workers.sound.loudness import SAMPLE_RATE


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """How a spot effect is wanted. `seconds`: how long it may last; one that is a blow is over when it is over."""

    random: np.random.Generator
    seconds: float
    strength: float
    surface: Surface


def thunder(wanted: Wanted) -> Sound:
    """A crack, and what rolls after it, darker and darker."""
    random, seconds = wanted.random, 6.0
    length = int(seconds * SAMPLE_RATE)
    rolls: list[tuple[float, Sound, float]] = []
    moment, loud = 0.0, 1.0
    while moment < seconds - 1.5:
        high = 90 + 700 * wanted.strength * float(np.exp(-moment))
        rolls.append((moment, burst(random, band(30, high, 0.6, 0.2), seconds - moment, 2.6, 0.08), loud))
        moment += float(random.uniform(0.15, 0.9))
        loud = float(random.uniform(0.35, 0.9)) * float(np.exp(-moment / 3))
    rolls.append((0.02, burst(random, band(300, 5000, 0.5, 0.4), 0.7, 0.5), 0.8 * wanted.strength**2))
    return laid(length, rolls)


def knock(wanted: Wanted) -> Sound:
    """Knuckles on wood: three times, or as many as there is time for."""
    random = wanted.random
    times = max(1, min(6, round(wanted.seconds / 0.3)))
    moments = np.cumsum([0.0, *(float(random.uniform(0.2, 0.26)) for _ in range(times - 1))]).tolist()
    return laid(
        int((moments[-1] + 0.3) * SAMPLE_RATE),
        [(moment, _wood(random, 1.0), float(random.uniform(0.8, 1))) for moment in moments],
    )


def _wood(random: np.random.Generator, size: float) -> Sound:
    """A blow on a board or a door."""
    modes = [
        (hertz / size * float(random.uniform(0.96, 1.04)), loud, decay)
        for hertz, loud, decay in (
            (142, 0.9, 0.14),
            (268, 1, 0.1),
            (431, 0.6, 0.07),
            (777, 0.35, 0.045),
            (1290, 0.2, 0.03),
        )
    ]
    knuckles = burst(random, band(500, 4500, 0.6, 0.3), 0.02, 0.01)
    return laid(SAMPLE_RATE // 4, [(0, ringing(modes, 0.25), 1), (0, knuckles, 0.9)])


def door_closes(wanted: Wanted) -> Sound:
    """A door falls to, gently or hard, and its latch follows."""
    random, hard = wanted.random, wanted.strength
    thump = ringing([(62, 1, 0.28), (97, 0.8, 0.2), (171, 0.5, 0.12), (310, 0.3, 0.08)], 0.4)
    slap = burst(random, band(150, 900 + 3600 * hard, 0.5, 0.3), 0.25, 0.09 + 0.1 * hard)
    sounds = [(0.0, thump, 0.9), (0.0, slap, 0.35 + 0.6 * hard), (0.035, _latch(random), 0.25)]
    sounds += [
        (0.09 + 0.05 * place, burst(random, band(200, 1800), 0.06, 0.04), 0.14 * hard / (place + 1))
        for place in range(round(5 * hard))
    ]
    return laid(int(0.7 * SAMPLE_RATE), sounds)


def door_opens(wanted: Wanted) -> Sound:
    """A handle, a latch, and a hinge that is a little dry."""
    random = wanted.random
    hinge = np.zeros(int(0.8 * SAMPLE_RATE), np.float32)
    moment = 0.0
    while moment < 0.7:
        grain = ringing(
            [(float(random.uniform(420, 520)), 1, 0.02), (float(random.uniform(1150, 1400)), 0.5, 0.012)], 0.03
        )
        hinge += laid(len(hinge), [(moment, grain, float(np.sin(np.pi * moment / 0.75)))])
        moment += 0.012 + 0.012 * float(random.random())
    air = burst(random, band(80, 600, 0.6, 0.3), 0.9, 0.8, 0.3)
    return laid(
        int(1.3 * SAMPLE_RATE),
        [(0, _latch(random), 0.9), (0.1, _latch(random), 0.6), (0.2, peak(hinge), 0.22), (0.15, air, 0.35)],
    )


def _latch(random: np.random.Generator) -> Sound:
    metal = ringing([(1850, 1, 0.03), (3120, 0.7, 0.02), (4730, 0.4, 0.015)], 0.05)
    return peak(metal + laid(len(metal), [(0, burst(random, band(900, 6000), 0.02, 0.012), 0.8)]))


@dataclass(frozen=True)
class _Ground:
    """How a surface answers a shoe: its band in Hz, how long it speaks, how much its boards ring, and grit."""

    low: float
    high: float
    decay: float
    rings: float
    grit: float


_GROUNDS: Final[Mapping[Surface, _Ground]] = {
    "stone": _Ground(250, 5200, 0.05, 0.0, 0.1),
    "wood": _Ground(120, 2400, 0.06, 0.8, 0.05),
    "carpet": _Ground(70, 420, 0.07, 0.0, 0.0),
    "gravel": _Ground(500, 6500, 0.09, 0.0, 1.0),
    "grass": _Ground(250, 2600, 0.11, 0.0, 0.35),
    "snow": _Ground(300, 3400, 0.16, 0.0, 0.7),
}


def steps(wanted: Wanted) -> Sound:
    """Somebody walks: heel and toe on what is underfoot, as quick as strong; never two alike."""
    random, ground = wanted.random, _GROUNDS[wanted.surface]
    pace = 0.68 - 0.38 * wanted.strength
    sounds: list[tuple[float, Sound, float]] = []
    moment = 0.0
    while moment < wanted.seconds - 0.3 or not sounds:
        loud = float(random.uniform(0.75, 1)) * (1 if len(sounds) % 2 else 0.9)
        sounds.append((moment, _step(random, ground), loud))
        moment += pace * float(random.uniform(0.95, 1.05))
    return laid(int((moment + 0.3) * SAMPLE_RATE), sounds)


def _step(random: np.random.Generator, ground: _Ground) -> Sound:
    heel = burst(random, band(ground.low, ground.high, 0.6, 0.4), 0.2, ground.decay, 0.002)
    toe = burst(random, band(ground.low * 1.3, ground.high, 0.6, 0.3), 0.2, ground.decay * 0.8, 0.006)
    sounds = [
        (0.0, heel, 1.0),
        (0.0, ringing([(75, 1, 0.07)], 0.1), 0.5),
        (float(random.uniform(0.07, 0.1)), toe, 0.45),
    ]
    if ground.rings:
        sounds.append((0.0, _wood(random, float(random.uniform(1.2, 1.5))), 0.5 * ground.rings))
    for _ in range(round(22 * ground.grit)):
        grain = burst(random, band(1200, 8000), 0.012, 0.008, 0.0005)
        sounds.append((float(random.uniform(0, 0.16)), grain, 0.35 * float(random.random()) ** 2))
    return peak(laid(int(0.3 * SAMPLE_RATE), sounds))


def telephone(wanted: Wanted) -> Sound:
    """A bell with a clapper: rings for a second and a half, waits for two."""
    random = wanted.random
    bells = [
        ringing([(hertz, 1, 0.5), (hertz * 2.71, 0.5, 0.3), (hertz * 5.1, 0.2, 0.15)], 0.4) for hertz in (1140, 1420)
    ]
    sounds: list[tuple[float, Sound, float]] = []
    moment = 0.0
    while moment < max(1.6, wanted.seconds):
        for place in range(30):
            loud = float(random.uniform(0.85, 1))
            sounds.append((moment + place / 20, bells[place % 2], loud))
        moment += 3.5
    return laid(int((moment - 3.5 + 1.9) * SAMPLE_RATE), sounds)


def doorbell(_: Wanted) -> Sound:
    """Two notes of struck bars."""
    high, low = (
        ringing([(hertz, 1, 1.6), (hertz * 2.76, 0.3, 0.5), (hertz * 5.4, 0.1, 0.2)], 1.8) for hertz in (659.3, 523.3)
    )
    return laid(int(2.6 * SAMPLE_RATE), [(0, high, 0.9), (0.65, low, 1)])


def gun_shot(wanted: Wanted) -> Sound:
    """A crack, a blow in the chest, and what the surroundings throw back."""
    random = wanted.random
    crack = burst(random, band(200, 11000, 0.4, 0.15), 0.12, 0.06, 0.0003)
    blow = ringing([(58, 1, 0.25), (110, 0.7, 0.15)], 0.35)
    tail = burst(random, band(150, 2200, 0.5, 0.4), 1.4, 1.1, 0.01)
    returned = [
        (float(random.uniform(0.12, 0.5)), burst(random, band(200, 1800), 0.4, 0.3, 0.01), 0.1) for _ in range(4)
    ]
    return laid(int(1.9 * SAMPLE_RATE), [(0, crack, 1), (0, blow, 0.7), (0.01, tail, 0.3), *returned])


def explosion(wanted: Wanted) -> Sound:
    """A blow that tears, and debris that falls."""
    random = wanted.random
    debris = [
        (float(random.uniform(0.4, 2.6)), burst(random, band(400, 5000), 0.1, 0.06), 0.12 * float(random.random()))
        for _ in range(40)
    ]
    return laid(
        int(4 * SAMPLE_RATE),
        [
            (0, burst(random, band(25, 1500, 0.5, 0.4), 3.5, 2.2, 0.004), 1),
            (0, burst(random, band(200, 8000, 0.4, 0.3), 0.6, 0.4, 0.001), 0.6),
            (0, ringing([(38, 1, 1.2), (63, 0.6, 0.8)], 1.5), 0.8),
            *debris,
        ],
    )


def engine_starts(wanted: Wanted) -> Sound:
    """The starter turns it over, it catches, and settles."""
    random = wanted.random
    seconds = max(3.0, wanted.seconds)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    rate = np.interp(time, [0, 0.9, 1.15, 1.5, 2.4, seconds], [9, 10, 24, 46, 27, 25])
    rate *= 1 + 0.03 * np.sin(2 * np.pi * 3.1 * time)
    turns = np.cumsum(rate) / SAMPLE_RATE
    fires = np.exp(-6 * (turns % 1)) * (0.85 + 0.15 * np.sin(np.pi * turns) ** 2)
    grumble = _through(fires.astype(np.float32), band(40, 340, 0.6))
    whirr = _through(np.sign(np.sin(2 * np.pi * 14 * turns)).astype(np.float32), band(150, 1300, 0.7))
    whirr *= np.interp(time, [0, 0.04, 0.95, 1.05], [0, 1, 1, 0]).astype(np.float32)
    rush = shaped(random, band(120, 1600, 0.5, 0.4), len(time) + len(time) % 2)[: len(time)]
    loud = np.interp(time, [0, 1, 1.2, 1.6, 2.4, seconds - 0.6, seconds], [0.25, 0.3, 0.9, 1, 0.6, 0.55, 0])
    return ((peak(grumble) + 0.22 * peak(whirr) + 0.05 * rush) * loud).astype(np.float32)


def church_bell(wanted: Wanted) -> Sound:
    """Strokes three seconds apart; hum, prime, tierce, quint, nominal and what lies above."""
    base = 180.0
    bell = ringing(
        [
            (base, 0.6, 9),
            (base * 2, 1, 6),
            (base * 2.01, 0.5, 6),
            (base * 2.4, 0.7, 4.5),
            (base * 3, 0.4, 3.5),
            (base * 4, 0.8, 3),
            (base * 5.35, 0.35, 1.8),
            (base * 6.7, 0.25, 1.2),
            (base * 8.2, 0.15, 0.8),
        ],
        7,
    )
    bell[-SAMPLE_RATE:] *= np.linspace(1, 0, SAMPLE_RATE, dtype=np.float32)
    strokes = max(1, round(wanted.seconds / 3))
    return laid(
        int((3 * (strokes - 1) + 7) * SAMPLE_RATE),
        [(3 * place, bell, float(wanted.random.uniform(0.85, 1))) for place in range(strokes)],
    )


def applause(wanted: Wanted) -> Sound:
    """Many hands: each claps evenly, all of them do not; it swells and thins out."""
    random, seconds = wanted.random, max(2.5, wanted.seconds)
    length = int(seconds * SAMPLE_RATE)
    claps = [burst(random, band(float(random.uniform(500, 1300)), 4500, 0.7), 0.04, 0.025) for _ in range(8)]
    whole = np.zeros(length, np.float32)
    for place in range(round(20 + 60 * wanted.strength)):
        pace, clap = float(random.uniform(0.2, 0.32)), claps[place % len(claps)]
        moment, last = float(random.uniform(0, 0.8)), seconds * float(random.uniform(0.65, 0.95))
        loud = float(random.uniform(0.2, 1)) ** 2
        while moment < last:
            start = int(moment * SAMPLE_RATE)
            part = clap[: max(0, length - start)]
            whole[start : start + len(part)] += part * np.float32(loud * random.uniform(0.7, 1))
            moment += pace * float(random.uniform(0.93, 1.07))
    return whole


def glass(wanted: Wanted) -> Sound:
    """It breaks, and the pieces fall."""
    random = wanted.random
    sounds: list[tuple[float, Sound, float]] = [(0, burst(random, band(1200, 12000, 0.5), 0.15, 0.1, 0.0005), 1)]
    for _ in range(60):
        hertz = float(random.uniform(2200, 9500))
        shard = ringing([(hertz, 1, float(random.uniform(0.05, 0.3))), (hertz * 1.57, 0.5, 0.1)], 0.3)
        sounds.append((float(random.exponential(0.25)), shard, 0.3 * float(random.random()) ** 2))
    return laid(int(1.8 * SAMPLE_RATE), sounds)


def alarm(wanted: Wanted) -> Sound:
    """A siren between two notes, through a horn."""
    seconds = max(2.0, wanted.seconds)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    hertz = 620 + 180 * np.tanh(4 * np.sin(2 * np.pi * 0.9 * time))
    turns = np.cumsum(hertz) / SAMPLE_RATE
    horn = np.tanh(1.8 * np.sin(2 * np.pi * turns) + 0.5 * np.sin(4 * np.pi * turns))
    edges = np.minimum(1, np.minimum(time / 0.02, (seconds - time) / 0.3))
    return (horn * edges).astype(np.float32)


def heartbeat(wanted: Wanted) -> Sound:
    """Two dull blows, again and again; the stronger, the faster."""
    pace = 1.0 - 0.5 * wanted.strength
    blow = _through(ringing([(48, 1, 0.16), (71, 0.5, 0.1)], 0.3), band(30, 160))
    sounds: list[tuple[float, Sound, float]] = []
    moment = 0.0
    while moment < wanted.seconds - pace / 2 or not sounds:
        sounds += [(moment, blow, 1.0), (moment + 0.28 * pace, blow, 0.7)]
        moment += pace * float(wanted.random.uniform(0.97, 1.03))
    return laid(int((moment + 0.4) * SAMPLE_RATE), sounds)


def helicopter(wanted: Wanted) -> Sound:
    """Blades that slap eleven times a second, and a turbine's rush; it comes and goes."""
    seconds = max(4.0, wanted.seconds)
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    rush = shaped(wanted.random, band(70, 1800, 0.5, 0.3), len(time) + len(time) % 2)[: len(time)]
    slap = np.exp(-9 * ((11.2 * time) % 1))
    thump = _through(slap.astype(np.float32), band(35, 220))
    edges = np.sin(np.pi * time / seconds) ** 1.2
    return ((rush * (0.15 + slap) + 2.5 * peak(thump)) * edges).astype(np.float32)


def splash(wanted: Wanted) -> Sound:
    """Something falls into water: a slap, a wash, drops and bubbles."""
    random = wanted.random
    sounds: list[tuple[float, Sound, float]] = [
        (0, burst(random, band(200, 5000, 0.5, 0.3), 0.3, 0.2), 1),
        (0.08, burst(random, band(400, 6500, 0.5, 0.3), 1.2, 0.9, 0.1), 0.5),
    ]
    for _ in range(30):
        drop = ringing([(float(random.uniform(500, 2400)), 1, 0.04)], 0.06)
        sounds.append((float(random.uniform(0.15, 1.3)), drop, 0.18 * float(random.random())))
    return laid(int(1.7 * SAMPLE_RATE), sounds)


MAKERS: Final[Mapping[SpotEffect, Callable[[Wanted], Sound]]] = {
    "alarm": alarm,
    "applause": applause,
    "church_bell": church_bell,
    "door_closes": door_closes,
    "door_opens": door_opens,
    "doorbell": doorbell,
    "engine_starts": engine_starts,
    "explosion": explosion,
    "glass": glass,
    "gun_shot": gun_shot,
    "heartbeat": heartbeat,
    "helicopter": helicopter,
    "knock": knock,
    "splash": splash,
    "steps": steps,
    "telephone": telephone,
    "thunder": thunder,
}


def _through(sound: Sound, shape: Shape) -> Sound:
    """A sound through a filter, as a circle that is twice as long: what rings on is cut."""
    length = 2 * len(sound)
    response = shape(np.asarray(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), np.float64))
    heard = np.fft.irfft(np.fft.rfft(sound, length) * response, length)
    return np.asarray(heard[: len(sound)], np.float32)
