"""The Celery app: Redis where there is one, else files in the data folder."""

from typing import Any

from celery import Celery
from celery.signals import setup_logging

from habit_app import logs
from habit_app.settings import Settings, get_settings, private_folder

QUEUE = "smarthabit"
TICK = "rounds.begin"
"""The task that begins the rounds; what beat sends every minute."""
POLL = 0.2
"""Seconds: between two looks into the folder of an install without Redis."""
AREAS = (
    "habit_app.worker.mails",
    "habit_app.worker.notifications",
    "habit_app.worker.new_day",
    "habit_app.worker.nudges",
    "habit_app.worker.predictions",
    "habit_app.worker.progress",
    "habit_app.worker.reminders",
    "habit_app.worker.reports",
    "habit_app.worker.rounds",
)


def _options() -> dict[str, Any]:
    settings = get_settings()
    return {
        "broker_url": settings.redis_url or "filesystem://",
        "broker_transport_options": _transport(settings),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_pool_limit": 2,
        "task_default_queue": QUEUE,
        "task_ignore_result": True,
        "task_acks_late": False,  # the sweep rings again for lost messages
        "worker_prefetch_multiplier": 1,
        "worker_enable_remote_control": False,
        "worker_send_task_events": False,
        "worker_hijack_root_logger": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "imports": AREAS,
    }


def _transport(settings: Settings) -> dict[str, Any]:
    if settings.redis_url:
        return {
            "global_keyprefix": f"{QUEUE}:",
            "socket_connect_timeout": 1,
            "socket_timeout": 5,
            "socket_keepalive": True,
            "visibility_timeout": 3600,
        }
    folder = private_folder(private_folder(settings.data_dir) / "broker")
    messages, control = private_folder(folder / "messages"), private_folder(folder / "control")
    return {
        "data_folder_in": str(messages.resolve()),
        "data_folder_out": str(messages.resolve()),
        "control_folder": str(control.resolve()),
        "polling_interval": POLL,
    }


@setup_logging.connect
def _log_as_everybody(**_: object) -> None:
    """Keep Celery from setting up logging of its own."""
    logs.configure()


celery = Celery("habit_app", set_as_current=False)
celery.add_defaults(_options)  # read when first needed, not when imported
