"""Small charts as pictures, for where no browser draws: mails."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 416, 176
"""Points: as shown; the picture has twice as many pixels each way, for fine screens."""
FINE, SMOOTH = 2, 3
"""Pixels: to a point of the picture, and dots to a pixel while it is drawn: edges get soft."""

PANEL, LINE, TRACK, BAR = "#f4f7f5", "#dde4e0", "#cfdcd5", "#208368"
INK, GRAY = "#1c211e", "#5f6b65"
"""The panel is the chart's own, so that it reads alike on light and on dark mails."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A day: its name, and how much was kept of what was due."""

    label: str
    kept: int
    due: int


def bars(days: Sequence[Bar]) -> bytes:
    """Draw kept within due, day by day, as a PNG. Numbers stand above, names below."""
    scale = FINE * SMOOTH
    picture = Image.new("RGBA", (WIDTH * scale, HEIGHT * scale), (0, 0, 0, 0))
    pen = _Pen(ImageDraw.Draw(picture), scale)
    pen.box(0.5, 0.5, WIDTH - 0.5, HEIGHT - 0.5, radius=12, fill=PANEL, outline=LINE)
    top, foot, side = 36.0, HEIGHT - 34.0, 20.0
    most = max([day.due for day in days] or [0]) or 1
    step = (WIDTH - 2 * side) / max(len(days), 1)
    for place, day in enumerate(days):
        middle = side + step * (place + 0.5)
        left, right = middle - 12, middle + 12
        reach = (foot - top) / most
        if day.due:
            pen.box(left, foot - reach * day.due, right, foot, radius=5, fill=TRACK)
        if day.kept:
            pen.box(left, foot - reach * day.kept, right, foot, radius=5, fill=BAR)
        number = f"{day.kept}/{day.due}" if day.due else "–"
        pen.text(middle, foot - reach * day.due - 11, number, size=11, ink=INK)
        pen.text(middle, foot + 16, day.label, size=12, ink=GRAY)
    pen.line(side, foot, WIDTH - side, foot, ink=LINE)
    small = picture.resize((WIDTH * FINE, HEIGHT * FINE), Image.Resampling.LANCZOS)
    out = BytesIO()
    small.quantize(128, Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    return out.getvalue()


class _Pen:
    """Draws in points, whatever a point has of dots."""

    def __init__(self, draw: ImageDraw.ImageDraw, scale: int) -> None:
        self._draw, self._scale = draw, scale

    def box(
        self,
        left: float,
        top: float,
        right: float,
        foot: float,
        *,
        radius: float,
        fill: str,
        outline: str | None = None,
    ) -> None:
        corners = tuple(at * self._scale for at in (left, top, right, foot))
        self._draw.rounded_rectangle(
            corners,
            radius=min(radius, (foot - top) / 2) * self._scale,
            fill=fill,
            outline=outline,
            width=self._scale,
        )

    def line(self, left: float, top: float, right: float, foot: float, *, ink: str) -> None:
        ends = tuple(at * self._scale for at in (left, top, right, foot))
        self._draw.line(ends, fill=ink, width=self._scale)

    def text(self, middle: float, at: float, said: str, *, size: float, ink: str) -> None:
        font = ImageFont.load_default(size * self._scale)
        self._draw.text((middle * self._scale, at * self._scale), said, ink, font, anchor="mm")
