"""Reminders: put into the inbox an hour ahead.

They have no table, route or page of their own: times are columns of `habit`, set in the habit's
sheet and by PATCH /habits/{id}; what is told is a `notification`.
"""
