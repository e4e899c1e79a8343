"""A habit, its days and its figures, as the examples of the OpenAPI document show them."""

from typing import Any

NOW = "2026-11-21T19:02:11Z"
HABIT_ID = "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5a"
HABIT: dict[str, Any] = {
    "id": HABIT_ID,
    "title": "Read",
    "category": "Learning",
    "color": "jade",
    "icon": "book-open",
    "kind": "numeric",
    "unit": "pages",
    "target": 20,
    "direction": "at_least",
    "frequency": "daily",
    "schedule": {"type": "daily"},
    "streak_unit": "day",
    "time_of_day": "evening",
    "reminder_times": ["20:30"],
    "reminder_days": None,
    "start_date": "2026-01-01",
    "end_date": None,
    "after_habit_id": None,
    "position": 3,
    "archived": False,
    "created_at": NOW,
    "updated_at": NOW,
    "today": {
        "day": "2026-11-21",
        "state": "done",
        "due": True,
        "value": 20,
        "completed": True,
        "quota_left": None,
        "quota": None,
        "paused": False,
        "avoided": False,
    },
    "streak": 12,
    "longest_streak": {"length": 40, "unit": "day", "from": "2026-03-01", "to": "2026-04-09"},
    "previous_streak": None,
    "strength": 0.71,
    "last_completed": NOW,
    "last_day": "2026-11-21",
    "completed": True,
    "risk": None,
}
VERSION: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5b",
    "valid_from": None,
    "schedule": {"type": "daily"},
    "frequency": "daily",
    "target": 20,
    "direction": "at_least",
    "created_at": NOW,
}
PAUSE: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5c",
    "habit_id": None,
    "from": "2026-12-24",
    "to": "2027-01-01",
    "reason": "Holidays",
    "created_at": NOW,
}
DETAIL = HABIT | {"description": None, "versions": [VERSION], "chain": [], "pauses": []}
ENTRY: dict[str, Any] = {
    "habit_id": HABIT_ID,
    "day": "2026-11-21",
    "status": "done",
    "value": 20,
    "note": None,
    "state": "done",
    "source": "api",
    "recorded_at": NOW,
}
STATS: dict[str, Any] = {
    "streak": 12,
    "streak_unit": "day",
    "longest_streak": HABIT["longest_streak"],
    "strength": 0.71,
    "rate_7d": 1.0,
    "rate_30d": 0.87,
    "totals": {"entries": 210, "kept": 180, "value": 4100},
    "by_weekday": [{"due": 30, "kept": 26, "rate": 0.8667}],
    "by_month": [{"due": 21, "kept": 18, "rate": 0.8571, "month": "2026-11"}],
    "strength_series": [{"day": "2026-11-21", "strength": 0.71}],
    "streaks": [HABIT["longest_streak"]],
}
DRAFT: dict[str, Any] = {
    "title": "Read",
    "kind": "numeric",
    "unit": "pages",
    "target": 20,
    "frequency": "daily",
    "time_of_day": "evening",
    "reminder_times": ["20:30"],
}
