"""Elements that the browser handles itself, without Reflex or its router."""

import reflex as rx
from reflex_components_core.el.element import Element


class NativeForm(Element):
    """A form that the browser submits itself, to the API."""

    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]


class NativeLink(Element):
    """A link that the browser follows itself: to a file, or to a place of this page."""

    tag = "a"
    href: rx.Var[str]
    download: rx.Var[bool]
