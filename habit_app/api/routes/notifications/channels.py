"""The ways by which the signed-in user is reached outside of the pages."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from uuid_utils.compat import uuid7

from habit_app.api import deps, problems
from habit_app.api.deps import Id, Maker, Owner, Reader
from habit_app.api.routing import Route
from habit_app.services.jobs import runner
from habit_app.services.jobs.views import JobView
from habit_app.services.notifications import channels
from habit_app.services.notifications.channels import ChannelDraft, ChannelPatch
from habit_app.services.notifications.views import ChannelView, NewChannel

router = APIRouter(route_class=Route, prefix="/notifications/channels", tags=["notifications"])


class Channels(BaseModel):
    items: list[ChannelView]


@router.get("", responses=problems.answers(401, 403))
def list_channels(caller: Reader) -> Channels:
    """List the channels, without their addresses."""
    return Channels(items=channels.list_channels(caller.session, viewer=caller.viewer))


@router.post("", status_code=201, responses=problems.answers(401, 403, 409, 422))
def create_channel(
    body: ChannelDraft, request: Request, response: Response, caller: Maker
) -> NewChannel:
    """Add a channel; the secret of a webhook's signature is shown this once."""
    origin = deps.origin_of(request)
    made = channels.create(caller.session, viewer=caller.viewer, draft=body, origin=origin)
    response.headers["Location"] = f"/api/v1/notifications/channels/{made.id}"
    return made


@router.patch("/{channel_id:uuid}", responses=problems.answers(401, 403, 404, 409, 422))
def change_channel(body: ChannelPatch, caller: Owner, channel_id: Id) -> ChannelView:
    """Change the fields that are named."""
    return channels.change(caller.session, viewer=caller.viewer, channel_id=channel_id, change=body)


@router.delete(
    "/{channel_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 409, 422)
)
def delete_channel(request: Request, caller: Owner, channel_id: Id) -> None:
    """Take a channel away; mail can only be switched off."""
    origin = deps.origin_of(request)
    channels.delete(caller.session, viewer=caller.viewer, channel_id=channel_id, origin=origin)


@router.post(
    "/{channel_id:uuid}/test", status_code=202, responses=problems.answers(401, 403, 404, 422, 429)
)
def send_test(response: Response, caller: Owner, channel_id: Id) -> JobView:
    """Send a message that shows whether the channel works; the job tells what came of it."""
    job_id = uuid7()
    response.headers["Location"] = f"/api/v1/jobs/{job_id}"
    channels.ask_test(caller.session, viewer=caller.viewer, channel_id=channel_id, job_id=job_id)
    return runner.new_view(job_id, channels.TEST)
