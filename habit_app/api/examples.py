"""One example for every operation of the OpenAPI document, by operation."""

from typing import Any

from habit_app.api import insight_examples, prediction_examples
from habit_app.api import message_examples as messages
from habit_app.api.habit_examples import (
    DETAIL,
    DRAFT,
    ENTRY,
    HABIT,
    HABIT_ID,
    NOW,
    PAUSE,
    STATS,
    VERSION,
)

USER: dict[str, Any] = {
    "id": "01980a5d-0000-7000-8000-000000000001",
    "email": "ada@example.com",
    "email_confirmed": True,
    "full_name": "Ada",
    "display_name": None,
    "avatar_url": None,
    "timezone": "Europe/Berlin",
    "week_start": "monday",
    "day_start": 180,
    "locale": "en",
    "quiet_hours": {"from": "22:00", "to": "07:00"},
    "nudges": {"enabled": True, "threshold": 0.3, "per_day": 2},
    "leaderboard_opt_in": False,
    "weekly_report": True,
    "trains_model": True,
    "onboarding": "done",
    "role": "user",
    "is_active": True,
    "created_at": NOW,
    "last_login_at": NOW,
}
TOKENS: dict[str, Any] = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9…",
    "token_type": "bearer",
    "expires_in": 900,
    "refresh_token": "Zk3c…",
}
PROFILE = {
    "full_name": "Ada",
    "timezone": "Europe/Berlin",
    "week_start": "monday",
    "day_start": 180,
    "locale": "en",
}
ACCEPTED = {"status": "accepted"}
TOKEN: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5f",
    "name": "Backup script",
    "scopes": ["read"],
    "created_at": NOW,
    "last_used_at": None,
    "expires_at": None,
}
BADGE: dict[str, Any] = {
    "code": "streak_30",
    "title": "30 days",
    "text": "Keep one streak going for 30 days.",
    "unlocked_at": NOW,
    "habit_id": HABIT_ID,
    "habit_title": "Read",
    "progress": {"now": 30, "of": 30},
}
PLACE: dict[str, Any] = {
    "rank": 1,
    "display_name": "Grace",
    "score": 95.0,
    "kept": 19,
    "due": 20,
    "me": False,
}
CREDENTIALS = {"email": "ada@example.com", "password": "three small steps", "client": "api"}
HEALTH = {"status": "ok", "version": "0.1.0"}
IMPORT: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5e",
    "status": "imported",
    "report": {
        "habits": [
            {
                "title": "Read",
                "action": "create",
                "entries": 812,
                "kept": 0,
                "strength": 0.8312,
                "dropped": [{"reason": "computed-by-loop", "count": 41}],
            }
        ],
        "errors": [],
    },
}


def page(*items: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(items), "total": len(items), "skip": 0, "limit": 20}


EXAMPLES: dict[str, Any] = {
    "sign_up": {"user": USER, **TOKENS},
    "log_in": {"user": USER, **TOKENS},
    "refresh": TOKENS,
    "who_am_i": {"user": USER},
    "list_sessions": {
        "items": [
            {
                "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5d",
                "user_agent": "Firefox",
                "ip": "203.0.113.7",
                "created_at": NOW,
                "last_seen_at": NOW,
                "current": True,
            }
        ]
    },
    "forget_password": ACCEPTED,
    "resend_confirmation": ACCEPTED,
    "delete_account": {"delete_after": "2026-11-28T19:02:11Z"},
    "list_access_tokens": {"items": [TOKEN]},
    "export_everything": {"exported_at": NOW, "user": USER, "habits": [], "entries": []},
    "create_access_token": TOKEN | {"token": "shp_pQ3…"},
    "get_profile": USER,
    "replace_profile": USER,
    "change_profile": USER,
    "list_habits": page(HABIT),
    "create_habit": DETAIL,
    "reset_habits": {"reset": 3},
    "get_habit": DETAIL,
    "replace_habit": DETAIL,
    "change_habit": DETAIL,
    "restore_habit": DETAIL,
    "archive_habit": DETAIL,
    "list_versions": {"items": [VERSION]},
    "get_stats": STATS,
    "check_in": {"entry": ENTRY, "habit": HABIT, "applied": True, "badges": ["streak_7"]},
    "check_in_batch": {"results": [{"status": 201, "entry": ENTRY, "problem": None}]},
    "list_entries": page(ENTRY),
    "list_pauses": page(PAUSE),
    "create_pause": PAUSE,
    "list_habit_pauses": page(PAUSE | {"habit_id": HABIT_ID}),
    "create_habit_pause": PAUSE | {"habit_id": HABIT_ID},
    "change_pause": PAUSE,
    "get_today": {
        "day": "2026-11-21",
        "greeting_period": "evening",
        "week": [{"day": "2026-11-21", "due": 4, "kept": 3}],
        "groups": [
            {
                "time_of_day": "evening",
                "habits": [
                    HABIT
                    | {
                        "chain": [],
                        "nudge": None,
                        "days": [{"day": "2026-11-21", "state": "done", "due": True, "value": 20}],
                    }
                ],
            }
        ],
        "progress": {"due": 4, "kept": 3},
        "tasks": [],
    },
    "list_badges": {"items": [BADGE]},
    "get_leaderboard": {
        "week": {"from": "2026-11-16", "to": "2026-11-22"},
        "items": [PLACE, PLACE | {"rank": 2, "display_name": "Ada", "score": 90.0, "me": True}],
        "me": PLACE | {"rank": 2, "display_name": "Ada", "score": 90.0, "me": True},
    },
    **insight_examples.ANSWERS,
    **prediction_examples.ANSWERS,
    "create_import": IMPORT,
    "get_import": IMPORT,
    "commit_import": IMPORT,
    **messages.ANSWERS,
    "get_root": {
        "name": "SmartHabit",
        "version": "0.1.0",
        "docs": "/api/docs",
        "demo": False,
        "has_people": True,
    },
    "get_health": HEALTH,
    "get_database_health": HEALTH,
    "get_readiness": HEALTH | {"degraded": []},
}
BODIES: dict[str, Any] = {
    "sign_up": CREDENTIALS | {"full_name": "Ada", "timezone": "Europe/Berlin"},
    "log_in": CREDENTIALS,
    "refresh": {"refresh_token": "Zk3c…"},
    "log_in_by_form": {"email": "ada@example.com", "password": "three small steps", "next": "/"},
    "sign_up_by_form": {
        "email": "ada@example.com",
        "password": "three small steps",
        "full_name": "Ada",
        "timezone": "Europe/Berlin",
    },
    "forget_password_by_form": {"email": "ada@example.com"},
    "reset_password_by_form": {"token": "b7Qn…", "password": "three new steps"},
    "change_password": {"current": "three small steps", "new": "three new steps"},
    "forget_password": {"email": "ada@example.com"},
    "reset_password": {"token": "b7Qn…", "password": "three new steps"},
    "verify_email": {"token": "b7Qn…"},
    "delete_account": {"password": "three small steps"},
    "create_access_token": {"name": "Backup script", "scopes": ["read"]},
    "replace_profile": PROFILE,
    "change_profile": {"day_start": 180},
    "create_habit": DRAFT,
    "replace_habit": DRAFT,
    "change_habit": {"schedule": {"type": "per_week", "times": 3}, "target": 10},
    "archive_habit": {"archived": True},
    "order_habits": {"ids": [HABIT_ID]},
    "check_in": {"value": 20, "op_id": "0b9d8f6e-0c55-4d2e-9a55-6d1f5b1c7a10"},
    "check_in_batch": {"items": [{"habit_id": HABIT_ID, "day": "2026-11-20", "value": 12}]},
    "create_pause": {"from": "2026-12-24", "to": "2027-01-01", "reason": "Holidays"},
    "create_habit_pause": {"from": "2026-12-24", "to": "2027-01-01"},
    "change_pause": {"to": "2027-01-03"},
    **messages.BODIES,
    **insight_examples.BODIES,
    "create_import": {"file": "Loop Habits CSV 2026-11-21.zip"},
}
