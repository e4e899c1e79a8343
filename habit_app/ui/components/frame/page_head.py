"""What surrounds a page in the browser: its name and language, the way back, and patience."""

from typing import Any

import reflex as rx

LIBRARY = "$/public/components/page_head.jsx"


class PageHead(rx.Component):
    """Gives the page its name, and says in which language it is."""

    library = LIBRARY
    tag = "PageHead"

    locale: rx.Var[str]
    title: rx.Var[str]
    name: rx.Var[str]
    units: rx.Var[dict[str, str]]
    """Units of amounts as they are called when there is one."""


def header(title: rx.Var[str], intro: rx.Var[str]) -> rx.Component:
    """What a page is called, and what it is for."""
    return rx.el.header(
        rx.el.div(
            rx.el.p(title, class_name="sh-greeting"),
            rx.el.p(intro, class_name="sh-quiet"),
        ),
        class_name="sh-header",
    )


class BackLink(rx.Component):
    """Leads back to where one came from; `places` are (address, name), the usual one first."""

    library = LIBRARY
    tag = "BackLink"

    places: rx.Var[list[Any]]


class Patience(rx.Component):
    """Says, when a page does not come for long, that it can be tried again."""

    library = LIBRARY
    tag = "Patience"

    text: rx.Var[str]
    retry: rx.Var[str]
