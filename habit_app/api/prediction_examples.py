"""Examples of the operations on predictions and on the models behind them."""

from typing import Any

from habit_app.api.message_examples import HABIT_ID, NOW

REASON = {"factor": "weekday", "effect": 0.61, "text": "You kept 1 of the last 4 Saturdays."}
PREDICTION: dict[str, Any] = {
    "habit_id": HABIT_ID,
    "unit": {"from": "2026-11-21", "to": "2026-11-21"},
    "probability": 0.46,
    "band": "medium",
    "source": "rules",
    "model_version": None,
    "reasons": [REASON],
    "suggestions": ["Give it a fixed hour on Saturday, or ask for less on that day."],
    "made_at": NOW,
}
BANDS = [
    {"band": "low", "said": 120, "skipped": 9},
    {"band": "medium", "said": 31, "skipped": 14},
    {"band": "high", "said": 12, "skipped": 9},
]
RELIABILITY = [{"predicted": 0.08, "observed": 0.075, "n": 120}]
RECORD: dict[str, Any] = {
    "from": "2026-05-25",
    "to": "2026-11-21",
    "source": "backtest",
    "bands": BANDS,
    "reliability": RELIABILITY,
    "brier": 0.1204,
    "habits": [
        {
            "habit_id": HABIT_ID,
            "title": "Read",
            "said": 163,
            "skipped": 32,
            "brier": 0.1204,
            "skill": 0.2376,
        }
    ],
    "factors": [{"factor": "recent_run", "effect": 0.71}],
}
MODEL: dict[str, Any] = {
    "version": 3,
    "stage": "scorecard",
    "status": "active",
    "is_stale": False,
    "is_damaged": False,
    "created_at": NOW,
    "activated_at": NOW,
    "trained": {"from": "2026-05-25", "to": "2026-11-20"},
    "units": 18204,
    "people": 64,
    "sha256": "5f2c8a1d" * 8,
    "card": {"log_loss": 0.441, "log_loss_of_rules": 0.459},
    "failed": [],
}
JOB: dict[str, Any] = {
    "id": "01980a5e-7c1e-7a3b-9d5e-0f1e2d3c4b5f",
    "status": "queued",
    "progress": {"done": 0, "of": 0},
    "result": None,
    "problem": None,
    "created_at": NOW,
    "finished_at": None,
}
REPORT: dict[str, Any] = {
    "source": "scorecard",
    "version": 3,
    "bands": BANDS,
    "reliability": RELIABILITY,
    "drift": {
        "units": 1210,
        "off_by": 0.012,
        "margin": 0.021,
        "log_loss": 0.443,
        "log_loss_of_rules": 0.461,
        "has_drifted": False,
    },
    "nudges": {
        "nudged": 910,
        "nudged_kept": 560,
        "held_out": 104,
        "held_out_kept": 58,
        "needed": 200,
        "difference": None,
        "low": None,
        "high": None,
    },
}

ANSWERS: dict[str, Any] = {
    "list_predictions": {"items": [PREDICTION], "total": 1, "skip": 0, "limit": 20},
    "get_prediction": PREDICTION,
    "get_prediction_record": RECORD,
    "refresh_predictions": JOB | {"name": "predictions.refresh_people"},
    "get_prediction_report": REPORT,
    "list_models": {"items": [MODEL], "total": 1, "skip": 0, "limit": 20},
    "train_model": JOB | {"name": "model.train"},
    "reload_model": JOB | {"name": "predictions.refresh_all"},
    "activate_model": MODEL,
}
