"""Celery's side: jobs that call one use-case each, the clock's rounds, the processes."""
