"""Habits to begin with: a closed list, each the answers that one tap puts into the sheet."""

from dataclasses import dataclass, field

from habit_app import text


@dataclass(frozen=True, slots=True)
class Template:
    """A habit that many people have. Title and unit are texts of the catalogue by its name."""

    name: str
    icon: str
    color: str
    category: str
    fields: dict[str, str] = field(default_factory=dict)
    has_unit: bool = False

    @property
    def target(self) -> int:
        """How much is asked for; 0 where it is not counted."""
        return int(self.fields.get("target", "0"))

    def answers(self, language: str) -> dict[str, str]:
        """The sheet's fields as this habit fills them."""
        unit = text.say(language, f"template.{self.name}.unit") if self.has_unit else ""
        return {
            "title": text.say(language, f"template.{self.name}.title"),
            "kind": "numeric" if self.has_unit else "binary",
            "unit": unit,
            "icon": self.icon,
            "color": self.color,
            "category": text.say(language, f"category.{self.category}"),
            **self.fields,
        }


TEMPLATES = (
    Template("water", "glass-water", "sky", "health", {"target": "8"}, has_unit=True),
    Template(
        "read",
        "book-open",
        "jade",
        "learning",
        {"target": "20", "time_of_day": "evening"},
        has_unit=True,
    ),
    Template("walk", "footprints", "orange", "fitness", {"target": "8000"}, has_unit=True),
    Template(
        "meditate",
        "flower-2",
        "violet",
        "mindfulness",
        {"target": "10", "time_of_day": "morning"},
        has_unit=True,
    ),
    Template("sugar", "apple", "ruby", "nutrition"),
    Template("smoke", "heart", "gray", "health", {"aim": "at_most"}),
    Template("family", "phone", "pink", "social", {"schedule": "weekdays", "weekdays": "sun"}),
    Template("run", "dumbbell", "amber", "fitness", {"schedule": "per_week", "times": "3"}),
    Template(
        "coffee",
        "coffee",
        "brown",
        "health",
        {"target": "2", "direction": "at_most"},
        has_unit=True,
    ),
    Template("sleep", "moon", "indigo", "sleep", {"time_of_day": "evening"}),
    Template("write", "pen-line", "gray", "creativity", {"time_of_day": "evening"}),
)
BY_NAME = {template.name: template for template in TEMPLATES}
