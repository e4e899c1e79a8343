"""What REST answers of imports."""

from dataclasses import dataclass
from uuid import UUID

from habit_app.services.imports.reports import ImportReport


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import: `dry_run` while it waits to be carried out, then `imported`."""

    id: UUID
    status: str
    report: ImportReport
