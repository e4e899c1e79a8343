"""`python -m habit_app`."""

from habit_app.cli import main

main()
