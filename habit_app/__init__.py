"""SmartHabit: knows which habit you are about to skip, and says so in time."""

__version__ = "0.1.0"
