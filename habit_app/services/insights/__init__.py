"""Looking back: weeks, reports of them, and who leads a week."""
