"""States of the leaderboard."""
