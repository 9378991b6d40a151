"""The contrast of what is on screen, as WCAG 2 counts it: 1 for the same colour, 21 for black on white."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.style import Style
from textual.strip import Strip

__all__ = ["Pair", "pairs", "ratio"]

# What 16 names of colours are on the consoles of PCs.
_VGA = [
    (0, 0, 0), (170, 0, 0), (0, 170, 0), (170, 85, 0), (0, 0, 170), (170, 0, 170), (0, 170, 170), (170, 170, 170),
    (85, 85, 85), (255, 85, 85), (85, 255, 85), (255, 255, 85), (85, 85, 255), (255, 85, 255), (85, 255, 255),
    (255, 255, 255),
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pair:
    """A colour on another one, and a text that has them."""

    front: ColorTriplet
    back: ColorTriplet
    sample: str

    @property
    def ratio(self) -> float:
        """1 to 21."""
        return ratio(self.front, self.back)

    @property
    def in_256(self) -> float:
        """The same on a terminal with 256 colours."""
        return ratio(_of_256(self.front), _of_256(self.back))


def pairs(strips: Iterable[Strip]) -> Iterator[Pair]:
    """Those of all text in these lines. Lines and blocks that are drawn are no text."""
    for strip in strips:
        for text, style, control in strip:
            said = "".join(
                sign for sign in text if not 0x2500 <= ord(sign) <= 0x259F and not 0x2800 <= ord(sign) < 0x2900
            )
            if said.strip() and style is not None and not control:
                yield _pair(said.strip(), style)


def ratio(front: ColorTriplet, back: ColorTriplet) -> float:
    """The contrast of two colours."""
    low, high = sorted((_luminance(front), _luminance(back)))
    return (high + 0.05) / (low + 0.05)


def _pair(text: str, style: Style) -> Pair:
    front, back = _triplet(style.color, True), _triplet(style.bgcolor, False)
    if style.reverse:
        front, back = back, front
    if style.dim:
        front = ColorTriplet(*((one + other) // 2 for one, other in zip(front, back, strict=True)))
    return Pair(front, back, text[:40])


def _triplet(colour: Color | None, front: bool) -> ColorTriplet:
    if colour is None or colour.is_default:
        return ColorTriplet(*_VGA[7 if front else 0])
    if colour.number is not None and colour.number < len(_VGA):
        return ColorTriplet(*_VGA[colour.number])
    return colour.get_truecolor()


def _of_256(triplet: ColorTriplet) -> ColorTriplet:
    return Color.from_triplet(triplet).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()


def _luminance(triplet: ColorTriplet) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in triplet.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
