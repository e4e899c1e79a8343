"""How habits stand: evaluated, cached on the habit, folded on when a day turns.

To *fold* is to close one day after another; a *new day* brings a user's habits to today.
"""
