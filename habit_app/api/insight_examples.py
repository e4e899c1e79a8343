"""Examples of the operations on weeks."""

from typing import Any

HABIT: dict[str, Any] = {
    "habit_id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5a",
    "title": "Read",
    "color": "jade",
    "icon": "book-open",
}
SPAN = {"from": "2026-11-16", "to": "2026-11-22"}
BEST = {"day": "2026-11-16", "due": 1, "kept": 1, "rate": 1.0}
WEAKEST = {"day": "2026-11-19", "due": 1, "kept": 0, "rate": 0.0}
WEEK: dict[str, Any] = {
    "week": SPAN,
    "kept": 6,
    "due": 7,
    "rate": 0.857143,
    "previous_rate": 0.714286,
    "by_habit": [
        HABIT
        | {
            "kept": 6,
            "due": 7,
            "rate": 0.857143,
            "previous_kept": 5,
            "previous_due": 7,
            "previous_rate": 0.714286,
        }
    ],
    "by_weekday": [BEST, WEAKEST],
    "best_day": BEST,
    "weakest_day": WEAKEST,
    "streaks_won": [
        {"habit_id": HABIT["habit_id"], "title": "Read", "length": 3, "unit": "day"},
    ],
    "streaks_lost": [],
    "badges": [
        {
            "code": "streak_7",
            "habit_id": HABIT["habit_id"],
            "unlocked_at": "2026-11-18T19:02:11Z",
        }
    ],
    "at_risk": [
        HABIT
        | {
            "unit": {"from": "2026-11-23", "to": "2026-11-23"},
            "probability": 0.42,
            "band": "medium",
            "source": "rules",
            "reason": "You kept 1 of the last 4 Mondays.",
            "suggestion": "Give it a fixed hour on Monday, or ask for less on that day.",
            "reasons": [
                {
                    "factor": "weekday",
                    "effect": 0.61,
                    "text": "You kept 1 of the last 4 Mondays.",
                }
            ],
        }
    ],
    "still_due": [],
}
ANSWERS: dict[str, Any] = {
    "get_weekly_insights": WEEK,
    "get_weekly_report": WEEK | {"told_at": "2026-11-23T06:00:11Z", "mailed_at": None},
    "send_weekly_report": {"week": SPAN},
}
BODIES: dict[str, Any] = {"send_weekly_report": {"week": "2026-11-16"}}
