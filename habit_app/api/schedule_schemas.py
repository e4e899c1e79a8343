"""The seven schedules as the OpenAPI document shows them: one union, told apart by `type`.

The domain decides what a schedule is (`domain.schedules`); a test keeps these two the same.
"""

from datetime import date
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

NAME = "Schedule"


def _shown(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", strict=True, json_schema_extra={"examples": [example]})


class DailySchedule(BaseModel):
    """Due every day."""

    model_config = _shown(type="daily")

    type: Literal["daily"]


class WeekdaysSchedule(BaseModel):
    """Due on certain weekdays."""

    model_config = _shown(type="weekdays", days=["mon", "wed", "fri"])

    type: Literal["weekdays"]
    days: Annotated[
        list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]], Field(min_length=1)
    ]


class EveryNDaysSchedule(BaseModel):
    """Due on every n-th day."""

    model_config = _shown(type="every_n_days", n=2, anchor="2026-01-01")

    type: Literal["every_n_days"]
    n: Annotated[int, Field(ge=2, le=365)]
    anchor: Annotated[date, Field(strict=False)] | None = None


class MonthDaysSchedule(BaseModel):
    """Due on certain days of the month."""

    model_config = _shown(type="month_days", days=[1, 15, 31])

    type: Literal["month_days"]
    days: Annotated[list[Annotated[int, Field(ge=1, le=31)]], Field(min_length=1)]


class PerWeekSchedule(BaseModel):
    """A quota for each calendar week."""

    model_config = _shown(type="per_week", times=3)

    type: Literal["per_week"]
    times: Annotated[int, Field(ge=1, le=7)] | None = None


class PerMonthSchedule(BaseModel):
    """A quota for each calendar month."""

    model_config = _shown(type="per_month", times=10)

    type: Literal["per_month"]
    times: Annotated[int, Field(ge=1, le=31)] | None = None


class RollingSchedule(BaseModel):
    """So many times in any so many days in a row."""

    model_config = _shown(type="rolling", times=3, days=7)

    type: Literal["rolling"]
    times: Annotated[int, Field(ge=1, le=365)]
    days: Annotated[int, Field(ge=2, le=365)]


Schedule: TypeAlias = Annotated[
    DailySchedule
    | WeekdaysSchedule
    | EveryNDaysSchedule
    | MonthDaysSchedule
    | PerWeekSchedule
    | PerMonthSchedule
    | RollingSchedule,
    Field(discriminator="type"),
]
CHECKED: TypeAdapter[Any] = TypeAdapter(Schedule)


def components(ref_template: str) -> dict[str, Any]:
    """The union and its seven members, as components of the document."""
    union = CHECKED.json_schema(ref_template=ref_template)
    return {**union.pop("$defs"), NAME: {"title": NAME, **union}}
