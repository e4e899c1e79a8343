"""Days from and to, as views show them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field


@dataclass(frozen=True, slots=True)
class WeekSpan:
    """A week of the user's, both days inclusive."""

    from_: Annotated[date, Field(alias="from")]
    to: date


@dataclass(frozen=True, slots=True)
class Span:
    """Days from and to, both inclusive; no `to` means: until further notice."""

    from_: Annotated[date, Field(serialization_alias="from")]
    to: date | None
