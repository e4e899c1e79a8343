"""What the pages choose from: colours and icons of habits."""

import reflex as rx

DAY_STATES = (
    "done",
    "partial",
    "implied",
    "missed",
    "slipped",
    "skipped",
    "paused",
    "pending",
    "rest",
)
"""The states of a day in the order of the legend."""
OFFERED_COLORS = (
    "jade",
    "sky",
    "indigo",
    "violet",
    "pink",
    "ruby",
    "orange",
    "amber",
    "brown",
    "gray",
)
ICONS = (
    "sprout",
    "book-open",
    "glass-water",
    "footprints",
    "dumbbell",
    "flower-2",
    "languages",
    "coffee",
    "phone",
    "moon",
    "apple",
    "pen-line",
    "music",
    "house",
    "heart",
    "sun",
)


def habit_icon(name: rx.Var[str], size: int = 20) -> rx.Component:
    """A habit's icon, of the few that are built in; the sprout stands for every other."""
    return rx.match(
        name,
        *((icon, rx.icon(icon, size=size, aria_hidden="true")) for icon in ICONS[1:]),
        rx.icon(ICONS[0], size=size, aria_hidden="true"),
    )


def accent(color: rx.Var[str] | str) -> dict[str, rx.Var[str] | str]:
    """Let a part of the page take a habit's colour."""
    return {"data-accent-color": color}
