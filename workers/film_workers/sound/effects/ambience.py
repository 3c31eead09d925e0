"""Places and weather, synthesised: rounds of 44 seconds in stereo that go on without a seam."""

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from contracts.recipes.effects import Ambience
from film_workers.sound.effects.noise import (
    ROUND,
    SECONDS,
    Sound,
    band,
    burst,
    drift,
    filtered,
    ringing,
    scattered,
    shaped,
    wide,
)
from film_workers.sound.loudness import SAMPLE_RATE

#: Makes a round of an ambience: of this strength, and heard in a room under its roof or not.
Maker = Callable[[np.random.Generator, float, bool], Sound]


def room_tone(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """The air of a room: dark, even, hardly there."""
    return wide(random, band(50, 300 + 500 * strength, 0.6, 0.4), 0.5)


def open_air(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Outdoors where nothing happens: a wide, slow breath."""
    return _moved(wide(random, band(120, 1800 + 1500 * strength, 0.4, 0.5), 0.9), drift(random, 0.03, 0.2), 1.5)


def rain(random: np.random.Generator, strength: float, roof: bool) -> Sound:
    """Drops: near ones one by one, all others as one hiss; under a roof they drum."""
    low, high = (120, 900) if roof else (500, 7000)
    hiss = _moved(wide(random, band(low, high, 0.5, 0.25), 0.9), drift(random, 0.1, 0.6), 0.8)
    drops = [_drop(random, roof) for _ in range(60)]
    near = scattered(random, drops, 25 + 500 * strength**2, spread=0.9)
    return np.asarray(hiss + near * np.float32(_rms(hiss) * (1.3 - 0.7 * strength) / _rms(near)), np.float32)


def _drop(random: np.random.Generator, roof: bool) -> Sound:
    if roof:
        hertz = float(random.uniform(140, 520))
        body = ringing([(hertz, 1, 0.05), (hertz * 2.3, 0.4, 0.03)], 0.06)
        return np.asarray(body * 0.8 + 0.3 * burst(random, band(300, 1500), 0.06, 0.02), np.float32)
    splash = burst(random, band(float(random.uniform(1200, 2600)), 9000), 0.02, 0.012, 0.0003)
    return np.asarray(splash[:960] + 0.4 * ringing([(float(random.uniform(1800, 5200)), 1, 0.012)], 0.02), np.float32)


def wind(random: np.random.Generator, strength: float, walls: bool) -> Sound:
    """Gusts: the stronger, the brighter; one slow movement lifts all bands, the higher the later and the more."""
    gusts = drift(random, 0.05, 0.25 + 0.2 * strength)
    whole = np.zeros((ROUND, 2), np.float32)
    for place, (low, high) in enumerate(((60, 220), (180, 600), (450, 1500), (1200, 4200))):
        lifted = np.exp((0.35 + 0.3 * place) * np.roll(gusts, place * 6000) + 0.25 * drift(random, 0.4, 1.5))
        level = (1, 0.75, 0.3 + 0.3 * strength, 0.03 + 0.14 * strength)[place]
        whole += wide(random, band(low, high, 0.8), 0.7) * (lifted.astype(np.float32) * np.float32(level))[:, None]
    return filtered(whole, band(40, 500, 0.6)) if walls else whole


def sea(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Waves that come every seven to twelve seconds, break, and run back hissing."""
    swell, wash = np.zeros(ROUND, np.float32), np.zeros(ROUND, np.float32)
    moment = 0.0
    while moment < SECONDS - 6:
        loud = float(random.uniform(0.6, 1.0))
        swell += loud * _pulse(moment, 2.2, 2.5)
        wash += loud * _pulse(moment + 1.2, 0.9, 4.5)
        moment += float(random.uniform(7, 12))
    deep = wide(random, band(45, 380, 0.7), 0.5) * (0.35 + swell)[:, None]
    surf = wide(random, band(350, 5200, 0.6, 0.35), 0.9) * (0.1 + (0.5 + strength) * wash)[:, None]
    return np.asarray(deep + surf, np.float32)


def stream(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Running water: bubbles, each a short note that rises as it closes, over a soft rush."""
    bubbles = scattered(random, [_bubble(random) for _ in range(160)], 90 + 160 * strength, spread=0.8)
    rush = _moved(wide(random, band(350, 3800, 0.5, 0.4), 0.9), drift(random, 0.2, 1.5), 0.8)
    return np.asarray(rush + bubbles * np.float32(0.9 * _rms(rush) / _rms(bubbles)), np.float32)


def _bubble(random: np.random.Generator) -> Sound:
    hertz, seconds = float(random.uniform(380, 2400)), float(random.uniform(0.015, 0.05))
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    turns = 2 * np.pi * hertz * (time + 0.9 * time**2 / seconds / 2)
    return (np.sin(turns) * np.sin(np.pi * time / seconds) ** 2 * np.exp(-2 * time / seconds)).astype(np.float32)


def traffic(random: np.random.Generator, strength: float, walls: bool) -> Sound:
    """A town: a rumble from everywhere, and cars that pass from one side to the other."""
    whole = _moved(wide(random, band(50, 420, 0.6, 0.3), 0.7), drift(random, 0.05, 0.3), 2.0)
    for _ in range(round(2 + 8 * strength)):
        passing = _pulse(float(random.uniform(0, SECONDS)), float(random.uniform(1.2, 2.8)), 2.4)
        tyres = shaped(random, band(180, float(random.uniform(900, 2200)), 0.6, 0.2))
        along = np.clip(0.5 + float(random.choice((-1.0, 1.0))) * (np.cumsum(passing) / passing.sum() - 0.5), 0, 1)
        car = (tyres * passing * np.float32(random.uniform(0.5, 1.1)))[:, None]
        whole += car * np.stack([np.cos(along * np.pi / 2), np.sin(along * np.pi / 2)], axis=1).astype(np.float32)
    return filtered(whole, band(40, 350, 0.6)) if walls else whole


def birds(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Several birds, each with a call of its own, in trees near and far."""
    whole = np.zeros((ROUND, 2), np.float32)
    for _bird in range(round(3 + 5 * strength)):
        call = _call(random)
        near, pan = float(random.uniform(0.15, 1)), float(random.uniform(0.1, 0.9))
        for moment in random.uniform(0, SECONDS, int(random.integers(5, 11))):
            _around(whole, int(moment * SAMPLE_RATE), call * np.float32(near * random.uniform(0.6, 1)), pan)
    return np.asarray(whole + 0.012 * wide(random, band(400, 4000, 0.5, 0.3), 0.9), np.float32)


def _call(random: np.random.Generator) -> Sound:
    """Two to six notes, each gliding; the same each time that the bird sings."""
    notes: list[Sound] = []
    base = float(random.uniform(2300, 5200))
    for _ in range(int(random.integers(2, 7))):
        seconds = float(random.uniform(0.05, 0.18))
        time = np.linspace(0, 1, int(seconds * SAMPLE_RATE))
        glide = base * (1 + float(random.uniform(-0.25, 0.25)) * (time - 0.5) + 0.06 * np.sin(2 * np.pi * 2.5 * time))
        note = np.sin(2 * np.pi * np.cumsum(glide) / SAMPLE_RATE) * np.sin(np.pi * time) ** 1.5
        notes += [note.astype(np.float32), np.zeros(int(random.uniform(0.03, 0.12) * SAMPLE_RATE), np.float32)]
    return np.concatenate(notes)


def crickets(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """A warm night: crickets, each with its own pulse, far apart."""
    whole = np.zeros((ROUND, 2), np.float32)
    time = np.arange(ROUND) / SAMPLE_RATE
    for _cricket in range(round(4 + 5 * strength)):
        hertz = round(float(random.uniform(4100, 4900)) * SECONDS) / SECONDS
        chirps = round(float(random.uniform(1.4, 2.6)) * SECONDS) / SECONDS
        within = (time * chirps + random.random()) % 1
        pulses = np.sin(np.pi * np.clip(within / 0.32, 0, 1)) * np.sin(np.pi * np.clip(within / 0.32, 0, 1) * 3) ** 2
        loud = float(random.uniform(0.1, 1)) ** 2 * (1 + 0.3 * drift(random, 0.05, 0.4))
        sound = (np.sin(2 * np.pi * hertz * time + random.uniform(0, 6.28)) * pulses * loud).astype(np.float32)
        pan = float(random.random())
        whole[:, 0] += sound * np.float32(np.cos(pan * np.pi / 2))
        whole[:, 1] += sound * np.float32(np.sin(pan * np.pi / 2))
    return np.asarray(whole + 0.05 * open_air(random, strength, False), np.float32)


#: Formants of five vowels, in Hz.
_VOWELS: Final = ((730, 1090), (530, 1840), (270, 2290), (570, 840), (300, 870))


def crowd(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Many who talk at once, and of whom no word is understood: voices with pitch and syllables, in vowels."""
    said = np.zeros((len(_VOWELS), ROUND, 2), np.float32)
    for _voice in range(round(8 + 8 * strength)):
        pitch = float(random.choice((115.0, 200.0))) * float(random.uniform(0.85, 1.2))
        rate = np.maximum(0.6, 1 + 0.07 * drift(random, 0.3, 2))
        turns = np.cumsum(rate, dtype=np.float64) * (pitch / SAMPLE_RATE)
        turns *= round(turns[-1]) / turns[-1]
        saw = (2 * (turns % 1) - 1).astype(np.float32)
        talks = np.clip(drift(random, 0.1, 0.5) + 0.4, 0, 1) * np.clip(drift(random, 2.2, 5.5) + 0.3, 0, 2)
        pan, loud = float(random.random()), float(random.uniform(0.3, 1))
        sides = np.array([np.cos(pan * np.pi / 2), np.sin(pan * np.pi / 2)], np.float32) * np.float32(loud)
        for vowel in random.choice(len(_VOWELS), 2, replace=False).tolist():
            mouth = np.clip(drift(random, 1, 3) + 0.2, 0, 2)
            said[vowel] += (saw * talks * mouth)[:, None] * sides
    whole = np.zeros((ROUND, 2), np.float32)
    for vowel, (first, second) in enumerate(_VOWELS):
        whole += filtered(said[vowel], _formants(first, second))
    breath = wide(random, band(300, 2500, 0.5, 0.5), 0.9)
    return np.asarray(whole + breath * np.float32(0.25 * _rms(whole)), np.float32)


def _formants(first: float, second: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    def shape(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
        peaks = 1 / (1 + ((hertz - first) / 90) ** 2) + 0.4 / (1 + ((hertz - second) / 130) ** 2)
        return (peaks + 0.02) * (hertz > 80) / (1 + (hertz / 3000) ** 2)

    return shape


def fire(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """A low breath, and crackles: few are loud."""
    breath = _moved(wide(random, band(60, 450, 0.6, 0.3), 0.5), drift(random, 0.5, 3), 2.0)
    cracks = [
        burst(random, band(float(random.uniform(900, 3500)), 9000, 0.8), 0.02, float(random.uniform(0.004, 0.018)))
        for _ in range(6)
    ]
    flares = np.clip(0.35 + 0.35 * drift(random, 0.3, 2), 0.03, 1)
    crackle = scattered(random, cracks, 18 + 40 * strength, spread=1.1, where=flares)
    return np.asarray(breath + crackle * np.float32(1.1 * _rms(breath) / _rms(crackle)), np.float32)


def machine(random: np.random.Generator, strength: float, walls: bool) -> Sound:
    """A motor that runs evenly in a case: a hum under its own air."""
    time = np.arange(ROUND) / SAMPLE_RATE
    hum = np.zeros(ROUND)
    for times, level in ((1, 1), (2, 0.6), (3, 0.25), (4, 0.15), (6, 0.06)):
        hertz = round(49.5 * times * SECONDS) / SECONDS
        hum += level * np.sin(2 * np.pi * hertz * time + random.uniform(0, 6.28)) * (1 + 0.12 * drift(random, 0.2, 1))
    air = wide(random, band(90, 900 + 900 * strength, 0.6, 0.4), 0.6)
    whole = air + (0.8 * hum).astype(np.float32)[:, None]
    return filtered(whole, band(40, 250, 0.6)) if walls else whole


def vehicle(random: np.random.Generator, strength: float, _: bool) -> Sound:
    """Inside something that drives: an engine below, the road under it."""
    rate = 1 + 0.04 * drift(random, 0.05, 0.4)
    turns = np.cumsum(rate, dtype=np.float64) * ((26 + 16 * strength) / SAMPLE_RATE)
    turns *= round(turns[-1]) / turns[-1]
    fires = np.exp(-5 * (turns % 1)) * (0.8 + 0.2 * np.sin(np.pi * turns) ** 2)
    engine = filtered(fires.astype(np.float32), band(35, 160, 0.8))
    road = _moved(wide(random, band(40, 260 + 300 * strength, 0.6, 0.3), 0.6), drift(random, 0.2, 2), 1.2)
    return np.asarray(road + (engine * np.float32(0.8 / _rms(engine)))[:, None], np.float32)


MAKERS: Final[Mapping[Ambience, Maker]] = {
    "room_tone": room_tone,
    "open_air": open_air,
    "rain": rain,
    "wind": wind,
    "sea": sea,
    "stream": stream,
    "traffic": traffic,
    "birds": birds,
    "crickets": crickets,
    "crowd": crowd,
    "fire": fire,
    "machine": machine,
    "vehicle": vehicle,
}


def _moved(sound: Sound, slowly: Sound, decibels: float) -> Sound:
    """Louder and softer by some dB."""
    return sound * (10 ** (decibels * slowly / 20)).astype(np.float32)[:, np.newaxis]


def _pulse(moment: float, rise: float, fall: float) -> Sound:
    """A round with one rise and fall, its height 1 at `moment` seconds."""
    away = (np.arange(ROUND) / SAMPLE_RATE - moment + SECONDS / 2) % SECONDS - SECONDS / 2
    return np.where(away < 0, np.exp(-((away / rise) ** 2)), np.exp(-((away / fall) ** 2))).astype(np.float32)


def _around(whole: Sound, start: int, sound: Sound, pan: float) -> None:
    """Add a sound to a round; what passes the end goes on at the beginning."""
    places = (start + np.arange(len(sound))) % ROUND
    places = (start + np.arange(len(sound))) % ROUND
    whole[places, 0] += sound * np.float32(np.cos(pan * np.pi / 2))
    whole[places, 1] += sound * np.float32(np.sin(pan * np.pi / 2))


def _rms(sound: Sound) -> float:
    return max(float(np.sqrt(np.square(sound).mean())), 1e-9)
