"""What the signed-in user is told: the inbox, and notes to oneself."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel

from habit_app.api import problems
from habit_app.api.deps import Id, Paged, Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.notifications import inbox
from habit_app.services.notifications.inbox import Inbox, NoteDraft, SnoozeBody, Status
from habit_app.services.notifications.views import NotificationView

router = APIRouter(route_class=Route, prefix="/notifications", tags=["notifications"])
ACT_ANSWERS = problems.answers(401, 403, 404, 422)


class Dismissed(BaseModel):
    """How many were put away."""

    dismissed: int


@router.get("", responses=problems.answers(401, 403, 422))
def list_notifications(
    caller: Reader,
    paging: Paged,
    status: Annotated[Status | None, Query(description="Without it: what was said.")] = None,
) -> Inbox:
    """List what was said, newest first, with the number that was not looked at yet."""
    return inbox.inbox(
        caller.session, viewer=caller.viewer, status=status, skip=paging.skip, limit=paging.limit
    )


@router.post("", status_code=201, responses=problems.answers(401, 403, 404, 409, 422))
def create_notification(body: NoteDraft, response: Response, caller: Writer) -> NotificationView:
    """Schedule a note to oneself."""
    made = inbox.create(caller.session, viewer=caller.viewer, draft=body)
    response.headers["Location"] = f"/api/v1/notifications/{made.id}"
    return made


@router.get("/{notification_id:uuid}", responses=ACT_ANSWERS)
def get_notification(caller: Reader, notification_id: Id) -> NotificationView:
    """Read one notification."""
    return inbox.find(caller.session, viewer=caller.viewer, notification_id=notification_id)


@router.post("/dismiss-all", responses=problems.answers(401, 403))
def dismiss_all_notifications(caller: Writer) -> Dismissed:
    """Put everything away that stands in the inbox."""
    put_away = inbox.dismiss_all(caller.session, viewer=caller.viewer)
    return Dismissed(dismissed=len(put_away))


@router.post("/{notification_id:uuid}/dismiss", responses=ACT_ANSWERS)
def dismiss_notification(caller: Writer, notification_id: Id) -> NotificationView:
    """Put one away; what has not come due is not said at all."""
    return inbox.dismiss(caller.session, viewer=caller.viewer, notification_id=notification_id)


@router.post("/{notification_id:uuid}/snooze", responses=problems.answers(401, 403, 404, 409, 422))
def snooze_notification(caller: Writer, notification_id: Id, body: SnoozeBody) -> NotificationView:
    """Put one away and say it again later; answers with the later one."""
    return inbox.snooze(
        caller.session,
        viewer=caller.viewer,
        notification_id=notification_id,
        minutes=body.minutes,
    )
