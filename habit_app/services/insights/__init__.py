"""Insights: a week's figures, its report by mail, the leaderboard."""
