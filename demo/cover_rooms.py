"""Owns the motifs of what people build and keep: arches, halls, streets, lamps, plants.

A motif may look at the description for its variant; it reads no story and writes no file.
"""

from __future__ import annotations

from math import pi, sin

from cover_canvas import WHITE, Canvas, H, Shape, W, box, mix, oval, ray


class Rooms(Canvas):
    """A canvas that can draw buildings and rooms."""

    def arches(self) -> None:
        """A colonnade with a landscape behind it and its light on the floor."""
        self.scene(3, 0.52, 0.72, 90)
        n, floor = self.dice.choice((3, 4, 5)), H * 0.83
        gap, side = W / n, 36 if self.sun[0] > W / 2 else -36
        for shift, top, low in ((side, 0.3, 0.55), (0, 0.78, 0.97)):
            wall: Shape = [(W, floor), (W, 0), (0, 0), (0, floor)]
            for k in range(n):
                x, w = gap * (k + 0.5) + shift, gap * 0.34
                wall += [(x - w, floor), *oval(x, 250 + w, w, w, 180, 360), (x + w, floor)]
            self.fill([wall], self.tone(top), self.tone(low))
        self.fill([box(0, floor, W, H)], self.tone(0.8), self.near)
        for k in range(n):
            x, w = gap * (k + 0.5), gap * 0.34
            beam = [(x - w, floor), (x + w, floor), (x + w - side * 9, H), (x - w - side * 9, H)]
            self.fill([beam], self.low, self.tone(0.5), 0.6, 3)

    def lecture(self) -> None:
        """The curved rows of a lecture hall, one of them alight."""
        self.room(0.2, 0.5)
        lit = self.dice.randint(2, 4)
        for i in range(10):
            t = i / 9
            y, r = H * (0.2 + 0.78 * t**1.2), 1350 + 700 * t
            row = oval(W / 2, y + 420, r, 420, 180, 360)
            self.fill(
                [[*row, (W, H), (0, H)]], self.tone(0.3 + 0.55 * t), self.tone(0.55 + 0.45 * t)
            )
            w = 13 + 12 * t
            seats = [box(u - w, v - 38 - 26 * t, u + w, v - 8) for u, v in row[3:-3]]
            self.fill([row] if i == lit else [], self.light, None, 0.6, 30, 60)
            self.fill(seats, self.tone(0.4 + 0.6 * t), self.tone(0.5 + 0.5 * t))
            ink = self.light if i == lit else self.tone(0.15 + 0.5 * t)
            self.fill([row], ink, None, 1, 0, int(6 + 8 * t))

    def window(self) -> None:
        """A tall window, its light across the room, and on the sill flasks or a plant."""
        self.room(0.5, 0.72)
        x, w, top, sill = W * self.dice.choice((0.34, 0.64)), 400.0, H * 0.08, H * 0.68
        self.fill([box(x - w, top, x + w, sill)], self.sky, self.low)
        self.glow([(x + w * 0.45, top + 200)], 84, 2, 0.3)
        for base, t in ((0.5, 0.4), (0.58, 0.6)):
            view = [(min(x + w, max(x - w, u)), v) for u, v in self.ridge(H * base, 50)]
            self.fill([[*view, (x + w, sill), (x - w, sill)]], self.tone(t))
        bars = [box(x + k * w - 8, top, x + k * w + 8, sill) for k in (-1, 0, 1)]
        bars += [box(x - w, v - 8, x + w, v + 8) for v in (top, top * 2.6, sill)]
        self.fill([*bars, box(x - w - 70, sill, x + w + 70, sill + 30)], self.near)
        self.fill([box(0, H * 0.85, W, H)], self.tone(0.8), self.near)
        pull = 560 if x < W / 2 else -560
        for u in (x - w + 20, x + 20):
            pane = [(u, H * 0.85), (u + w - 40, H * 0.85), (u + w - 40 + pull, H), (u + pull, H)]
            self.fill([pane], self.low, self.tone(0.4), 0.7, 4)
        pots = range(-5, 6, 2) if self.has("瓶") else (3,)
        for k in pots:
            u, ink = x + k * 66, self.light if k % 3 == 0 else self.tone(0.7)
            for turn in (-0.5, 0, 0.5) if len(pots) == 1 else ():
                self.stem(u, sill - 100, turn - pi / 2, 260, 7)
            neck = [
                (u - 16, sill - 190),
                (u + 16, sill - 190),
                (u + 16, sill - 120),
                (u + 58, sill),
            ]
            glass = [*neck, (u - 58, sill), (u - 16, sill - 120)]
            self.fill([glass], mix(WHITE, self.low, 0.2), ink, 0.92)

    def city(self) -> None:
        """Blocks in layers with lit windows and one warm shop; on a slope, a town of steps."""
        self.glow([self.sun], 95, 2.6, 0.3)
        slope = 0.5 if self.has("山城|阶梯") else 0.0
        for i in range(5):
            t, x = i / 4, -60.0
            while x < W:
                w = self.dice.uniform(100, 240) * (0.8 + 0.5 * t)
                rise = self.dice.uniform(-0.02, 0.17) * (1.1 - 0.5 * t) - slope * (0.5 - x / W)
                top, ink = H * (0.34 + 0.4 * t - rise), self.tone(0.42 + 0.56 * t)
                self.fill([box(x, top, x + w - 5, H)], ink, mix(ink, self.low, 0.5 * (1 - t)))
                cells = [
                    (x + 22 + 36 * a, top + 28 + 50 * b)
                    for a in range(int(w / 36) - 1)
                    for b in range(8)
                ]
                panes = [box(u, v, u + 15, v + 24) for u, v in cells if self.dice.random() < 0.14]
                self.fill(panes if i else [], self.light, mix(self.light, ink, 0.4), 0.3 + 0.6 * t)
                x += w
        x = W * self.dice.uniform(0.3, 0.65)
        self.fill([oval(x, H, 420, 200)], self.light, None, 0.5, 70)
        self.fill([box(x - 150, H * 0.87, x + 150, H)], self.light, mix(self.light, self.low, 0.4))
        eaves = [
            (x - 190, H * 0.885),
            (x - 150, H * 0.84),
            (x + 150, H * 0.84),
            (x + 190, H * 0.885),
        ]
        self.fill([eaves], self.near)

    def lamps(self) -> None:
        """Lamps that hang over a table."""
        self.room(0.92, 0.62)
        for i in range(7):
            x, y = W * (i + 0.5) / 7, H * self.dice.uniform(0.24, 0.46)
            self.fill([[(x, 0), (x, y)]], self.near, None, 1, 0, 4)
            cone = [(x - 40, y), (x + 40, y), (x + 340, H), (x - 340, H)]
            self.fill([cone], self.light, self.tone(0.6), 0.2, 18)
            self.fill([oval(x, y + 18, 80, 80, 180, 360)], self.tone(0.55), self.tone(0.75))
            self.glow([(x, y + 24)], 20, 5)
        table = [(-60, H), (W * 0.16, H * 0.8), (W * 0.84, H * 0.8), (W + 60, H)]
        self.fill([table], self.tone(0.3), self.tone(0.8))

    def sprig(self) -> None:
        """Stems with paired leaves and round buds, as in a herbarium."""
        self.room(0, 0.1)
        self.fill([oval(W * self.dice.uniform(0.3, 0.7), H * 0.46, 430)], self.low, self.tone(0.25))
        for k in range(9):
            x, turn = W * (0.02 + 0.12 * k), -pi / 2 + self.dice.uniform(-0.2, 0.2)
            self.stem(x, H * 1.04, turn, H * self.dice.uniform(0.45, 1), 9)
        for _ in range(16):
            x, y = self.dice.uniform(0, W), self.dice.uniform(H * 0.1, H * 0.8)
            self.fill(
                [oval(*ray(x, y, 24, k * 1.2566), 20) for k in range(5)], self.light, None, 0.9
            )
            self.fill([oval(x, y, 10)], self.near)

    def stem(self, x: float, y: float, turn: float, size: float, leaves: int) -> None:
        """A bending stem with pairs of leaves, growing from (x, y) towards `turn`."""
        bend, line = self.dice.uniform(-0.7, 0.7), [(x, y)]
        for k in range(leaves):
            a = turn + bend * k / leaves
            x, y = ray(x, y, size / leaves, a)
            line.append((x, y))
            for side in (-1, 1):
                s, b = size * 0.26 * (1 - 0.7 * k / leaves), a + side * 0.85
                rim = [(x, y)]
                for j in (*range(1, 12), *range(13, 24)):
                    u = ray(x, y, s * min(j, 24 - j) / 12, b)
                    wide = s * 0.17 * sin(pi * (min(j, 24 - j) / 12) ** 0.8) * (1 if j < 12 else -1)
                    rim.append(ray(*u, wide, b + pi / 2))
                ink = self.tone(0.5 + 0.25 * (side > 0))
                self.fill([rim], ink, mix(ink, self.near, 0.4))
        self.fill([line], self.near, None, 1, 0, max(4, int(size / 110)))
