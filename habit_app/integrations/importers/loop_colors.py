"""Loop's colours, and which of ours comes nearest.

Facts from iSoron/uhabits: `core/models/PaletteColor.kt` and the migrations 14 and 21.
"""

PALETTE = {
    0xD32F2F: "red",
    0xE64A19: "tomato",
    0xF57C00: "orange",
    0xFF8F00: "amber",
    0xF9A825: "yellow",
    0xAFB42B: "lime",
    0x7CB342: "grass",
    0x388E3C: "green",
    0x00897B: "teal",
    0x00ACC1: "cyan",
    0x039BE5: "sky",
    0x1976D2: "blue",
    0x303F9F: "indigo",
    0x5E35B1: "violet",
    0x8E24AA: "purple",
    0xD81B60: "crimson",
    0x5D4037: "brown",
    0x303030: "gray",
    0x757575: "gray",
    0xAAAAAA: "gray",
}
"""In the order of their numbers since version 21 of Loop's database."""

OLD_PALETTE = (0, 1, 4, 5, 7, 8, 9, 10, 13, 14, 15, 17, 19)
"""Versions 14 to 20 numbered thirteen colours; these are their numbers now."""

FIRST_NUMBERED, FIRST_OF_TWENTY = 14, 21
FALLBACK = "jade"


def color_of_number(number: int, version: int) -> str:
    """Read a database's colour: a number of the palette, or the ARGB of the oldest files."""
    names = list(PALETTE.values())
    if version < FIRST_NUMBERED and not 0 <= number < len(names):
        return color_of_rgb(number & 0xFFFFFF)
    if FIRST_NUMBERED <= version < FIRST_OF_TWENTY:
        return names[OLD_PALETTE[number]] if 0 <= number < len(OLD_PALETTE) else FALLBACK
    return names[number] if 0 <= number < len(names) else FALLBACK


def color_of_text(text: str) -> str:
    """Read `#RRGGBB`."""
    digits = text.strip().removeprefix("#")
    try:
        return color_of_rgb(int(digits, 16)) if len(digits) == len("RRGGBB") else FALLBACK
    except ValueError:
        return FALLBACK


def color_of_rgb(rgb: int) -> str:
    """The palette's colour with the smallest distance."""

    def distance(other: int) -> int:
        return sum(((rgb >> shift & 255) - (other >> shift & 255)) ** 2 for shift in (16, 8, 0))

    return PALETTE[min(PALETTE, key=distance)]
