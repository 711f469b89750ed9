"""Owns the canvas of the demo covers: palettes, shaded shapes, skylines, water, lamps, grain.

Knows no motif and no story. Draws at twice the final size; reducing smooths every edge.
"""

from __future__ import annotations

import random
import re
from math import cos, radians, sin

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
Point = tuple[float, float]
Shape = list[Point]
W, H = 2400, 1350
# sky, horizon, far, near, light: green, ink, vermilion, ochre, mist blue, celadon
DAY = (
    "e8e9da c3d0b0 7fa08c 12302a d9532c/efece4 cdcdc6 979d9d 181a1e c53d2d/"
    "f9e6cd eeb083 c9563a 34121a fff6e2/f6ebcf e9c481 b98040 3a2415 b6362b/"
    "f2eee3 bfd0da 83a2ba 1a334f e5893f/f5f2e4 bcd8c9 7fb2a3 173f40 dd6540"
)
# midnight blue, pine, plum, ember
NIGHT = (
    "0d1d36 48708f 2d4d69 060d19 f7c96c/082622 3b8072 205450 04110f f4d58c/"
    "261c42 c07a80 5c4674 120c22 ffd59a/331820 c4654a 74322f 16090b ffe0a6"
)
WHITE: Colour = (255, 255, 255)
DARK = re.compile("夜|星|月|灯|暗|隧道|光点|声波|刀盘|night|dusk|glow|drops of light")
TINTS = {
    "竹|草|稻|植物|茉莉|herbarium": (0, 5),
    "黄土|塬|loess|戈壁|沙滩": (3,),
    "冰|雪|海|蓝": (4,),
}


def mix(a: Colour, b: Colour, t: float) -> Colour:
    """Return the colour `t` of the way (0 to 1) from `a` to `b`."""
    red, green, blue = (round(x + (y - x) * t) for x, y in zip(a, b, strict=True))
    return red, green, blue


def box(left: float, top: float, right: float, low: float) -> Shape:
    """Return a rectangle."""
    return [(left, top), (right, top), (right, low), (left, low)]


def ray(x: float, y: float, r: float, turn: float) -> Point:
    """Return the point at distance `r` from (x, y) in the direction `turn` (radians)."""
    return x + r * cos(turn), y + r * sin(turn)


def oval(x: float, y: float, rx: float, ry: float = 0, start: int = 0, end: int = 360) -> Shape:
    """Return an ellipse round (x, y), or the arc of it between two degrees (0 right, 90 down)."""
    turns = range(start, end + 1, 2)
    return [(x + rx * cos(radians(a)), y + (ry or rx) * sin(radians(a))) for a in turns]


class Canvas:
    """A picture in progress: its description, its dice, its five colours."""

    def __init__(self, slug: str, alt: str) -> None:
        self.dice, self.alt = random.Random(slug), alt  # noqa: S311 - dice for pictures
        fit = [DAY.split("/")[i] for words, some in TINTS.items() for i in some if self.has(words)]
        ink = self.dice.choice(
            NIGHT.split("/") if DARK.search(alt) else fit or DAY.split("/")
        ).split()
        parts = ((int(h[:2], 16), int(h[2:4], 16), int(h[4:], 16)) for h in ink)
        self.sky, self.low, self.far, self.near, self.light = parts
        self.sun = W * self.dice.choice((0.22, 0.3, 0.7, 0.78)), H * self.dice.uniform(0.22, 0.34)
        self.image = Image.new("RGB", (W, H))
        self.fill([box(0, 0, W, H)], self.sky, self.low)

    def has(self, words: str) -> bool:
        """Tell whether the description has one of these words."""
        return bool(re.search(words, self.alt))

    def tone(self, t: float) -> Colour:
        """Return the colour of depth `t`: 0 the horizon, 0.5 far, 1 near."""
        t = min(1.0, max(0.0, t)) * 2
        return mix(self.low, self.far, t) if t < 1 else mix(self.far, self.near, t - 1)

    def fill(
        self,
        shapes: list[Shape],
        top: Colour,
        low: Colour | None = None,
        alpha: float = 1.0,
        blur: float = 0.0,
        pen: int = 0,
    ) -> None:
        """Fill the shapes, shaded from `top` down to `low`; with a `pen`, draw them as lines."""
        mask = Image.new("L", (W, H))
        draw = ImageDraw.Draw(mask)
        for shape in shapes:
            if pen:
                draw.line(shape, 255, pen, "curve")
            else:
                draw.polygon(shape, 255)
        mask = mask.filter(ImageFilter.GaussianBlur(blur)) if blur else mask
        if edge := mask.getbbox():
            mask = mask.crop(edge).point([round(v * alpha) for v in range(256)])
            ink = Image.new("RGB", mask.size, top)
            ink.paste(low or top, (0, 0), Image.linear_gradient("L").resize(mask.size))
            self.image.paste(ink, edge[:2], mask)

    def glow(self, spots: Shape, r: float, spread: float = 5, alpha: float = 0.4) -> None:
        """Light lamps of radius `r`, each with a soft halo."""
        halo = mix(self.light, self.low, 0.25)
        self.fill([oval(x, y, r * spread) for x, y in spots], halo, None, alpha, r * spread * 0.5)
        self.fill([oval(x, y, r) for x, y in spots], self.light)

    def ridge(self, base: float, amp: float, sharp: float = 0.6) -> Shape:
        """Return a skyline round `base`; the share `sharp` of it folds into crests."""
        line: Shape = [(x, base) for x in range(-20, W + 40, 10)]
        for k in (1, 2, 4, 7, 13, 25):
            f, p, a = k * self.dice.uniform(2, 3.4) / W, self.dice.uniform(0, 7), amp / k**1.2
            bend = [(sin(f * x + p), y) for x, y in line]
            rise = [a * (sharp * (1 - 2 * abs(s)) + (1 - sharp) * s) for s, _ in bend]
            line = [(x, y - up) for (x, y), up in zip(line, rise, strict=True)]
        return line

    def land(self, line: Shape, t: float, mist: float = 0.55) -> None:
        """Fill all below a skyline in the colour of depth `t`, thinning into mist."""
        ink = self.tone(0.5 + t / 2)
        self.fill([[*line, (W + 40, H), (-20, H)]], ink, mix(ink, self.low, mist * (1 - t)))

    def scene(
        self, n: int = 5, top: float = 0.45, low: float = 0.92, amp: float = 120, sharp: float = 0.6
    ) -> None:
        """Put a sun or moon into the sky and `n` ridges under it, between two heights (0 to 1)."""
        self.glow([self.sun], self.dice.uniform(70, 120), 2.6, 0.3)
        for i in range(n):
            t = i / max(1, n - 1)
            line = self.ridge(H * (top + (low - top) * t), amp * (1 - 0.35 * t), sharp)
            self.land(line, t**1.3 * 0.92)

    def room(self, top: float, low: float) -> None:
        """Cover the sky with a wall of two depths."""
        self.fill([box(0, 0, W, H)], self.tone(top), self.tone(low))

    def mirror(self, y: int) -> None:
        """Turn all below `y` into water that mirrors what stands above it."""
        strip = self.image.crop((0, 2 * y - H, W, y)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
        strip = Image.blend(strip, Image.new("RGB", strip.size, self.tone(0.75)), 0.42)
        self.image.paste(strip.filter(ImageFilter.BoxBlur((3, 9))), (0, y))
        for _ in range(60):
            x, v = self.dice.uniform(-200, W), y + (H - y) * self.dice.random() ** 1.4
            glint = box(x, v, x + self.dice.uniform(60, 420), v + 2 + (v - y) / 90)
            self.fill([glint], self.low, None, 0.3)

    def boat(self, x: float, y: float, s: float) -> None:
        """Set a sampan of half length `s` on the water, its sail in the light colour."""
        hull = [
            (x - s, y - s / 6),
            (x + s, y - s / 5),
            (x + s * 0.7, y + s / 8),
            (x - s * 0.7, y + s / 8),
        ]
        self.fill([hull], self.near)
        sail = [(x - s / 10, y - s * 1.5), (x - s / 10, y - s / 4), (x + s * 0.75, y - s * 0.3)]
        self.fill([sail], self.light)

    def finish(self) -> Image.Image:
        """Return the picture at 1200×675 with darker corners and a little grain."""
        corners = Image.radial_gradient("L").resize((W, H)).point([v // 7 for v in range(256)])
        self.image.paste(self.near, (0, 0), corners)
        small = self.image.resize((W // 2, H // 2), Image.Resampling.LANCZOS)
        noise = Image.frombytes("L", small.size, self.dice.randbytes(W * H // 4))
        noise = noise.filter(ImageFilter.GaussianBlur(0.7)).point(
            [122 + v // 22 for v in range(256)]
        )
        return ImageChops.add(small, Image.merge("RGB", (noise,) * 3), 1, -128)
