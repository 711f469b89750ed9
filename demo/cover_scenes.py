"""Owns the motifs with a horizon: hills, water, fields, works and the sky.

A motif may look at the description for its variant; it reads no story and writes no file.
"""

from __future__ import annotations

from itertools import pairwise
from math import pi, sin

from cover_canvas import WHITE, Canvas, H, Point, Shape, W, box, mix, oval, ray


def door(x: float, y: float, w: float, h: float) -> Shape:
    """Return an arched opening of half width `w` and height `h` that stands at (x, y)."""
    return [*oval(x, y - h + w, w, w, 180, 360), (x + w, y), (x - w, y)]


class Scenes(Canvas):
    """A canvas that can draw landscapes."""

    def hills(self) -> None:
        """Ridges in mist; with a tunnel mouth or a cliff of caves if there is one."""
        self.scene(6, 0.42, 0.95, 130, 0.3 if self.has("草|云海|塬") else 0.6)
        if self.has("隧道"):
            self.fill([door(W * 0.4, H, 250, 430)], self.tone(0.6), self.tone(0.8))
            self.fill([door(W * 0.4, H, 210, 385)], self.near, mix(self.near, self.light, 0.7))
            self.glow([(W * 0.4, H * 0.98)], 26, 6)
        for j in range(4 if self.has("窟") else 0):
            for x in range(120 + 60 * (j % 2), W, 190):
                lit = self.light if self.dice.random() < 0.3 else self.near
                self.fill([door(x, H * (0.66 + 0.1 * j), 30, 84)], lit, self.near)

    def river(self) -> None:
        """A river with a boat, or a road with lamps, winding out of the hills."""
        self.scene(4, 0.4, 0.56, 110)
        self.land(self.ridge(H * 0.58, 20), 0.45, 0.5)
        swing, phase = self.dice.uniform(0.1, 0.18), self.dice.uniform(0, 6)
        water = self.has("河|江|湖|river")
        left, right = [], []
        for i in range(121):
            t = i / 120
            x = W * (0.5 + swing * (1 - t / 2) * sin(phase + 6 * t**0.6))
            half = 4 + (400 if water else 90) * t**1.6
            left.append((x - half, H * (0.575 + 0.43 * t**1.5)))
            right.append((x + half, left[-1][1]))
        bed = self.tone(0.3 if water else 0.62)
        self.fill([left + right[::-1]], mix(self.low, self.sky, 0.4), bed)
        for x, high in ((0, 260), (W, 190)):
            self.fill([oval(x, H * 1.06, 820, high)], self.tone(0.86), self.near)
        if water:
            self.boat(left[74][0] + 130, left[74][1], 80)
        for i in range(6, 121, 9) if not water else ():
            self.glow([(right[i][0] + 8, right[i][1])], 3 + i / 12, 5)

    def pylons(self) -> None:
        """Pylons with wires over ridges, or wind turbines."""
        self.scene(5, 0.5, 0.94, 110)
        tips: list[Shape] = []
        for f, b, s in ((0.1, 0.8, 400), (0.34, 0.84, 540), (0.62, 0.9, 740), (0.93, 1, 1050)):
            x, y = W * f, H * b
            if self.has("风机"):
                self.turbine(x, y, s * 0.9)
                continue
            arms = [(y - s * h, s * w) for h, w in ((0.62, 0.2), (0.78, 0.27), (0.94, 0.16))]
            bars = [[(x - w, v), (x, v - s * 0.05), (x + w, v), (x - w, v)] for v, w in arms]
            for k in (-1, 1):
                bars.append(
                    [(x + k * s * 0.13, y + 60), (x + k * s * 0.03, y - s * 0.6), (x, y - s)]
                )
                steps = [(k * (-1) ** i, i) for i in range(8)]
                bars.append([(x + z * s * (0.12 - 0.013 * i), y - s * 0.087 * i) for z, i in steps])
            self.fill(bars, self.tone(0.95), None, 1, 0, max(3, s // 110))
            tips.append([(x + k * w, v + s * 0.03) for v, w in arms for k in (-1, 1)])
        for ends in (pair for one, two in pairwise(tips) for pair in zip(one, two, strict=True)):
            (x, y), (u, v) = ends
            sag = [
                (x + (u - x) * k / 30, y + (v - y) * k / 30 + k * (30 - k) / 4) for k in range(31)
            ]
            self.fill([sag], self.tone(0.95), None, 0.85, 0, 3)
        self.glow([tip[1] for tip in tips[2:3]], 15, 6)

    def turbine(self, x: float, y: float, s: float) -> None:
        """One wind turbine, its foot at (x, y)."""
        turn, top, ink = self.dice.uniform(0, 2), y - s, self.tone(0.92)
        mast = [(x - s / 50, H), (x - s / 120, top), (x + s / 120, top), (x + s / 50, H)]
        self.fill([mast], ink, self.tone(0.7))
        for a in (turn, turn + 2 * pi / 3, turn + 4 * pi / 3):
            self.fill([[(x, top), ray(x, top, s * 0.12, a + 0.22), ray(x, top, s * 0.55, a)]], ink)
        self.glow([(x, top)], s / 60, 4)

    def terraces(self) -> None:
        """Terraced fields that hold the sky; fruit trees if there are any."""
        self.scene(3, 0.3, 0.42, 100)
        for i in range(18):
            t, lean = i / 17, self.dice.uniform(-0.08, 0.08)
            line = self.ridge(H * (0.42 + 0.6 * t**1.15), 40 + 80 * t, 0)
            line = [(x, y + lean * (x - W / 2)) for x, y in line]
            soil = self.tone(0.5 + 0.45 * t)
            self.fill([[*line, (W, H), (0, H)]], self.tone(0.1 + 0.3 * t) if i % 2 else soil, soil)
            self.fill([line], mix(self.low, self.sky, 0.6), None, 0.7, 0, int(3 + 4 * t))
        for i in range(22 if self.has("果") else 0):
            x, y, r = self.dice.uniform(0, W), H * (0.46 + 0.025 * i), 14 + 3.4 * i
            self.fill([box(x - r / 9, y, x + r / 9, y + r * 1.5)], self.near)
            self.fill([oval(x, y, r)], self.tone(0.75), self.near)
            fruit = [ray(x, y, r * self.dice.uniform(0.1, 0.75), k) for k in range(6)]
            self.fill([oval(u, v, r / 7) for u, v in fruit], self.light)

    def bridge(self) -> None:
        """A cable-stayed bridge, or a viaduct with waves of sound, over still water."""
        self.scene(4, 0.46, 0.68, 90)
        deck, viaduct = H * 0.62, self.has("viaduct")
        self.fill([box(0, deck, W, deck + 20)], self.near)
        for x in range(115, W, 230) if viaduct else ():
            self.fill([box(x - 15, deck, x + 15, H)], self.near)
            self.fill([oval(x - 115, deck + 110, 100, 96, 180, 360)], self.near, pen=14)
            hum = oval(W / 2, deck - 40, x / 1.5, x / 5, 180, 360)
            self.fill([hum], self.light, None, 0.4, pen=4)
        for f, s in () if viaduct else ((0.3, 560), (0.78, 480)):
            x = int(W * f)
            for k in range(-14, 15):
                rope: Shape = [(x, deck - s * (1 - 0.03 * abs(k))), (x + 54 * k, deck)]
                self.fill([rope], self.near, None, 0.8, pen=3)
            self.fill([[(x - 24, H), (x - 8, deck - s), (x + 8, deck - s), (x + 24, H)]], self.near)
            self.glow([(x, deck - s)], 9, 6)
        self.mirror(int(H * 0.78))

    def waves(self) -> None:
        """Long waves with a boat, and stars over them if there are any."""
        self.scene(2, 0.42, 0.47, 60)
        if self.has("星"):
            stars = [(W * (0.14 + 0.18 * k), H * self.dice.uniform(0.08, 0.2)) for k in range(5)]
            self.glow(stars, 9, 6)
        for i in range(10):
            t, p, q = i / 9, self.dice.uniform(0, 7), self.dice.uniform(0, 7)
            line: Shape = []
            for x in range(-20, W + 40, 10):
                y = (8 + 50 * t) * sin(x / W * (17 - 9 * t) + p)
                y += (3 + 24 * t) * sin(x / W * (29 - 12 * t) + q)
                line.append((x, H * (0.49 + 0.52 * t**1.2) + y))
            self.fill(
                [[*line, (W, H), (0, H)]], self.tone(0.25 + 0.7 * t), self.tone(0.1 + 0.8 * t)
            )
            self.fill([line], mix(self.low, self.sky, 0.6), None, 0.55, pen=int(2 + 5 * t))
            if i == 4:
                spot = W - self.sun[0]
                self.boat(spot, line[int(spot / 10) + 2][1] - 8, 120)

    def stars(self) -> None:
        """Star trails over a ridge, with a dome or with birds."""
        x, y = W * self.dice.uniform(0.35, 0.65), H * 0.62
        for k in range(240):
            start = self.dice.randint(0, 330)
            arc = oval(x, y, 30 + 1500 * self.dice.random() ** 0.75, 0, start, start + 8 + k % 53)
            ink = mix(self.sky, self.light, self.dice.uniform(0.3, 0.95))
            self.fill([arc], ink, None, 0.8, pen=2 + k % 3)
        self.land(self.ridge(H * 0.78, 90), 0.2)
        for _ in range(80 if self.has("鸟") else 0):
            u, v = self.dice.gauss(x, 460), self.dice.gauss(H * 0.38, 150)
            s, bend = (
                self.dice.uniform(12, 38),
                ((-1, -0.5), (-0.3, -0.4), (0, 0), (0.3, -0.4), (1, -0.5)),
            )
            self.fill([[(u + s * a, v + s * b) for a, b in bend]], self.light, None, 0.9, pen=6)
        if not self.has("鸟"):
            u, v, r = W * 0.73, H * 0.86, 170
            self.fill([door(u, H, r, H - v + r)], mix(self.sky, WHITE, 0.82), self.far)
            self.fill([[(u - 16, v - r), (u + 22, v - r), (u + 36, v), (u - 6, v)]], self.near)
            self.glow([(u + 16, v - 40)], 10, 5)
        self.land(self.ridge(H * 0.9, 70), 0.9)

    def rays(self) -> None:
        """Beams that open over the hills."""
        x, y = W * self.dice.uniform(0.4, 0.6), H * 0.62
        for k in range(26):
            a, b = pi + pi * k / 26, pi + pi * (k + self.dice.uniform(0.3, 0.8)) / 26
            beam = [(x, y), ray(x, y, 2200, a), ray(x, y, 2200, b)]
            self.fill([beam], self.far, self.light if k % 4 == 0 else self.low, 0.5)
        self.glow([(x, y - 30)], 150, 2.6, 0.45)
        for i in range(4):
            self.land(self.ridge(H * (0.64 + 0.1 * i), 80), 0.2 + 0.25 * i)

    def bamboo(self) -> None:
        """Stems of bamboo, fainter with distance."""
        self.glow([self.sun], 110, 2.6, 0.3)
        for i in range(4):
            t = i / 3
            for _ in range(14 - 3 * i):
                x, w, first = self.dice.uniform(0, W), 12 + 34 * t, self.dice.uniform(-150, 0)
                joints = [first + k * (150 + 70 * t) for k in range(11)]
                stem = [box(x, a, x + w, b - 4 - 2 * t) for a, b in pairwise(joints)]
                self.fill(stem, self.tone(0.25 + 0.55 * t), self.tone(0.2 + 0.7 * t))
            self.fill([box(0, H * 0.5, W, H)], self.low, self.sky, 0.4 * (1 - t), 160)
        for _ in range(70):
            x, y = self.dice.uniform(0, W), self.dice.uniform(0, H * 0.4)
            s, a = self.dice.uniform(70, 150), self.dice.uniform(0.5, 2.6)
            tips: list[Point] = [ray(x, y, s * 0.45, a - 0.16), ray(x, y, s, a)]
            leaf = [(x, y), *tips, ray(x, y, s * 0.45, a + 0.16)]
            self.fill([leaf], self.tone(self.dice.uniform(0.35, 0.9)))
