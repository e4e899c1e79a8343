"""What somebody writes with a generated client: sign up, make a habit of each schedule, change it.

Run by `test_generated_client.py` in the generator's own environment; prints what was made.
"""

import json
import sys

from smarthabit import AuthenticatedClient, Client
from smarthabit.api.accounts import sign_up
from smarthabit.api.habits import change_habit, create_habit, list_habits
from smarthabit.models import (
    DailySchedule,
    EveryNDaysSchedule,
    HabitDraft,
    HabitPatch,
    MonthDaysSchedule,
    PerMonthSchedule,
    PerWeekSchedule,
    RollingSchedule,
    SignUpBody,
    SignUpBodyClient,
    WeekdaysSchedule,
    WeekdaysScheduleDaysItem,
)

base = sys.argv[1]
person = SignUpBody(
    email="client@example.com",
    password="a quiet river 42",
    full_name="Ada",
    client=SignUpBodyClient.API,
)
account = sign_up.sync(client=Client(base_url=base), body=person)
client = AuthenticatedClient(base_url=base, token=account.access_token)

for schedule in (
    DailySchedule(type_="daily"),
    WeekdaysSchedule(type_="weekdays", days=[WeekdaysScheduleDaysItem.MON]),
    EveryNDaysSchedule(type_="every_n_days", n=2),
    MonthDaysSchedule(type_="month_days", days=[1, 31]),
    PerWeekSchedule(type_="per_week", times=3),
    PerMonthSchedule(type_="per_month", times=10),
    RollingSchedule(type_="rolling", times=3, days=7),
):
    draft = HabitDraft(title="Read", color="sky", schedule=schedule)
    made = create_habit.sync(client=client, body=draft)
    changed = change_habit.sync(made.id, client=client, body=HabitPatch(title="Write"))
    assert (changed.title, changed.color) == ("Write", "sky")
    assert changed.schedule.to_dict() == made.schedule.to_dict()

habits = list_habits.sync(client=client)
json.dump([habit.schedule.type_ for habit in habits.items], sys.stdout)
