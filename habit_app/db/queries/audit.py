"""The one query on the audit log that changes it: appending."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

AUDIT = SQLModel.metadata.tables["audit"]


def append(session: Session, values: Mapping[str, Any]) -> None:
    session.execute(insert(AUDIT).values(**values))
