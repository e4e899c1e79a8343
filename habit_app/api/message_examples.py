"""Examples of what is about messages and jobs, by operation."""

from typing import Any

HABIT_ID = "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5a"
NOW = "2026-11-21T19:02:11Z"

NOTIFICATION: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5b",
    "kind": "reminder",
    "title": "Time for Read",
    "body": "20 pages to go. You are on a run of 12 days.",
    "habit_id": HABIT_ID,
    "day": "2026-11-21",
    "scheduled_for": NOW,
    "status": "sent",
    "reason": None,
    "seen": False,
    "acts": ["done", "skip", "snooze"],
}
NUDGE: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5d",
    "habit_id": HABIT_ID,
    "day": "2026-11-21",
    "probability": 0.46,
    "reasons": [
        {"factor": "weekday", "effect": 0.4, "text": "You kept 1 of the last 4 Saturdays."}
    ],
    "text": "A good moment for Read",
    "planned_for": NOW,
    "status": "sent",
    "source": "rules",
}
ADMIN_JOB: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5e",
    "name": "reports.email",
    "key": None,
    "owner_id": None,
    "status": "failed",
    "attempts": 8,
    "problem": {"title": "SMTPConnectError"},
    "created_at": NOW,
    "run_after": NOW,
    "finished_at": NOW,
}
CHANNEL: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5c",
    "kind": "webhook",
    "name": "My server",
    "hint": "hooks.example.com",
    "enabled": True,
    "quiet_hours": None,
    "created_at": NOW,
}

ANSWERS: dict[str, Any] = {
    "list_notifications": {
        "items": [NOTIFICATION],
        "total": 1,
        "skip": 0,
        "limit": 20,
        "unread": 1,
    },
    "create_notification": NOTIFICATION,
    "get_notification": NOTIFICATION,
    "dismiss_notification": NOTIFICATION | {"status": "dismissed"},
    "snooze_notification": NOTIFICATION | {"status": "scheduled"},
    "dismiss_all_notifications": {"dismissed": 3},
    "get_admin_health": {
        "version": "0.1.0",
        "away": [],
        "processes": [{"name": "worker:host:17", "at": NOW}],
        "jobs": {"queued": 2, "running": 1, "succeeded": 940, "failed": 1},
        "oldest_waiting": None,
    },
    "list_jobs": {"items": [ADMIN_JOB], "total": 1, "skip": 0, "limit": 20},
    "retry_job": ADMIN_JOB | {"status": "queued", "attempts": 0, "problem": None},
    "list_nudges": {"items": [NUDGE], "total": 1, "skip": 0, "limit": 20},
    "dismiss_nudge": NUDGE | {"status": "dismissed"},
    "mark_nudge_acted": NUDGE | {"status": "acted"},
    "list_channels": {"items": [CHANNEL]},
    "create_channel": CHANNEL | {"secret": "whsec_c2hvd24gb25jZQ=="},
    "change_channel": CHANNEL,
    "send_test": {
        "id": HABIT_ID,
        "name": "channels.test",
        "status": "queued",
        "progress": {"done": 0, "of": 0},
        "result": None,
        "problem": None,
        "created_at": NOW,
        "finished_at": None,
    },
    "get_job": {
        "id": HABIT_ID,
        "name": "reports.email",
        "status": "running",
        "progress": {"done": 1, "of": 2},
        "result": None,
        "problem": None,
        "created_at": NOW,
        "finished_at": None,
    },
}
BODIES: dict[str, Any] = {
    "create_notification": {"title": "Pack the gym bag", "scheduled_for": "2026-11-22T07:00:00Z"},
    "snooze_notification": {"minutes": 60},
    "create_channel": {
        "kind": "webhook",
        "name": "My server",
        "address": "https://hooks.example.com/smarthabit",
    },
    "change_channel": {"enabled": False},
}
