"""Owns the motifs that are patterns: grids, rings, crystals, sound, strands, sheets.

A motif may look at the description for its variant; it reads no story and writes no file.
"""

from __future__ import annotations

from math import cos, exp, pi, sin

from cover_canvas import WHITE, Canvas, H, Shape, W, mix, oval, ray


class Forms(Canvas):
    """A canvas that can draw patterns."""

    def lights(self) -> None:
        """A grid of lights whose sizes draw a range of hills, or a wave of sound."""
        self.room(0.9, 0.7)
        tops = [self.ridge(H * b, 230 * s, s) for b, s in ((0.42, 0.8), (0.64, 0.6), (0.84, 0.3))]
        rows: list[list[Shape]] = [[], [], [], []]
        spots: Shape = []
        for x in range(24, W, 48):
            swell = H * 0.42 * abs(sin(x / 190)) * exp(-(((x / W - 0.5) / 0.3) ** 2))
            for y in range(24, H, 48):
                depth = sum(y > line[(x + 20) // 10][1] for line in tops)
                crest = depth > 0 and y - 48 <= tops[0][(x + 20) // 10][1]
                if self.has("声波"):
                    depth = sum(abs(y - H / 2) < swell * k for k in (1, 0.66, 0.33))
                    crest = depth == 3
                rows[depth].append(oval(x, y, (3, 9, 14, 18)[depth] * self.dice.uniform(0.7, 1)))
                spots += [(x, y)] if crest else []
        for dots, ink in zip(rows, (0.62, 0.5, 0.3, 0.05), strict=True):
            self.fill(dots, self.tone(ink), self.tone(ink + 0.15))
        self.glow(spots, 13, 3, 0.3)

    def rings(self) -> None:
        """The rings of a tree, or contour lines in the rain."""
        x, y = W * self.dice.choice((0.3, 0.66)), H * self.dice.uniform(0.42, 0.6)
        bumps = [(self.dice.uniform(0.01, 0.06), k, self.dice.uniform(0, 6)) for k in (2, 3, 5, 8)]
        for i in range(34):
            t = i / 34
            swell, loop = 1850 * (1 - t) ** 1.15 * self.dice.uniform(0.98, 1.02), []
            for a in range(181):
                warp = 1 + sum(b * (1 - t / 2) * sin(k * a * pi / 90 + p) for b, k, p in bumps)
                u, v = ray(0, 0, swell * warp, a * pi / 90)
                loop.append((x + u * 1.16, y + v))
            shade = 0.09 * (i % 2) - 0.9 * t
            self.fill([loop], self.tone(0.95 + shade), self.tone(1 + shade))
            if i in (13, 14, 22):
                self.fill([loop], self.light, None, 0.95, 0, 7)
        self.glow([(x, y)], 20, 5)
        for _ in range(150 if self.has("雨") else 0):
            u, v, s = self.dice.uniform(0, W), self.dice.uniform(-80, H), self.dice.uniform(60, 200)
            self.fill([[(u, v), (u - s * 0.2, v + s)]], self.sky, None, 0.5, 0, 3)

    def lattice(self) -> None:
        """A crystal of cubes with one warm cell."""
        s = self.dice.choice((110, 135, 160))
        warm, spot = (self.dice.randint(3, 6), self.dice.randint(2, 4)), (0.0, 0.0)
        for j in range(-1, int(H / (1.5 * s)) + 2):
            for i in range(-1, int(W / (1.732 * s)) + 2):
                x, y = (i + 0.5 * (j % 2)) * 1.732 * s, j * 1.5 * s
                depth = 0.08 + 0.62 * y / H + self.dice.uniform(-0.13, 0.13)
                rim = [ray(x, y, s, (k / 3 - 0.5) * pi) for k in range(8)]
                for k, shade in ((5, 0.0), (1, 0.2), (3, 0.36)):
                    ink = self.tone(depth + shade)
                    if (i, j) == warm:
                        ink, spot = mix(self.light, self.near, shade * 1.2), (x, y)
                    self.fill([[(x, y), *rim[k : k + 3]]], ink, mix(ink, self.low, 0.12))
        self.glow([spot], 12, s / 4, 0.4)

    def wheel(self) -> None:
        """Toothed discs one behind the other round a light: a tunnel, a rotor."""
        self.room(1, 0.9)
        x, y = W * self.dice.uniform(0.36, 0.64), H * self.dice.uniform(0.46, 0.56)
        for i in range(15):
            t = i / 14
            r, u, v = (
                1500 * (1 - t) ** 1.25 + 60,
                x + (W / 2 - x) * (1 - t),
                y + (H / 2 - y) * (1 - t),
            )
            self.fill([oval(u, v, r)], self.tone(0.97 - 0.75 * t), self.tone(1 - 0.6 * t))
            for a in range(0, 360, 15) if i % 2 else ():
                tooth = [ray(u, v, r * k, a * pi / 180 + i) for k in (0.86, 0.97)]
                self.fill([tooth], self.tone(0.75 - 0.6 * t), None, 0.8, 0, int(4 + 20 * (1 - t)))
            rim = self.light if i == 8 else self.tone(0.6 - 0.6 * t)
            self.fill([oval(u, v, r)], rim, None, 0.9, 0, 6)
        self.glow([(x, y)], 44, 6, 0.6)

    def pulse(self) -> None:
        """Lines of sound, one behind the other."""
        self.room(0.95, 0.75)
        draw = self.dice.uniform
        peaks = [(self.dice.gauss(0.5, 0.15), draw(0.04, 0.09), draw(60, 200)) for _ in range(6)]
        for i in range(17):
            t = i / 16
            line: Shape = []
            for x in range(-24, W + 48, 24):
                drift = x / W - 0.02 * sin(i * 0.6)
                rise = sum(h * exp(-(((drift - c) / w) ** 2)) for c, w, h in peaks)
                rise *= sin(pi * (0.2 + 0.7 * t)) * (0.9 + 0.1 * sin(x / 19 + i * 2))
                line.append((x, H * (0.34 + 0.6 * t) - rise))
            self.fill([[*line, (W, H), (0, H)]], self.tone(0.95 - 0.2 * t))
            self.fill([line], mix(self.light, self.far, abs(t - 0.45) * 1.6), None, 1, 0, 5)

    def helix(self) -> None:
        """Two strands that turn about each other, with rungs."""
        for size, alpha, blur in ((1.7, 0.3, 16.0), (1.0, 1.0, 0.0)):
            tilt, phase = self.dice.uniform(-0.25, 0.25), self.dice.uniform(0, 6)
            beads = []
            for i in range(61):
                x, a = W * (i / 56 - 0.04), i * 0.19 + phase
                y, d = H / 2 + (x - W / 2) * tilt, 260 * size * sin(a)
                beads += [(x, y + k * d, k * cos(a)) for k in (-1, 1)]
                self.fill([[(x, y - d), (x, y + d)]], self.tone(0.7), None, alpha / 2, blur, 6)
            for x, y, z in sorted(beads, key=lambda bead: bead[2]):
                ink = mix(self.far, self.light if z > 0 else self.near, 0.35 + 0.6 * abs(z))
                self.fill([oval(x, y, (22 + 12 * z) * size)], ink, None, alpha, blur)

    def pages(self) -> None:
        """Sheets of paper that lift one after the other, under a sun or a young moon."""
        x, y = self.sun
        if self.has("细月"):
            self.fill(
                [oval(x, y, 110, 110, -90, 90) + oval(x, y, 62, 110, -90, 90)[::-1]], self.light
            )
        else:
            self.glow([(x, y)], 110, 2.6, 0.3)
        bend = self.dice.uniform(0.6, 0.9)
        for i in range(9):
            t, lift = i / 8, self.dice.uniform(-24, 24)
            line: Shape = []
            for h in range(-20, W + 40, 10):
                u = max(0.0, h / W) ** (bend + 0.5 * t)
                rise = (230 - 130 * t) * sin(pi * u) - 130 * (1 - t) * u
                line.append((h, H * (0.36 + 0.58 * t) + lift - rise))
            white = mix(self.sky, WHITE, 0.6)
            ink = mix(mix(self.sky, WHITE, 0.4), self.far, 0.1 + 0.5 * t + 0.14 * (i % 2))
            shadow = [(u, v - 24) for u, v in line]
            self.fill([[*shadow, (W, H), (0, H)]], self.near, None, 0.35, 24)
            self.fill([[*line, (W, H), (0, H)]], ink, self.tone(0.3 + 0.5 * t))
            self.fill([line], self.light if i == 4 else white, None, 0.9, 0, 9 if i == 4 else 4)
