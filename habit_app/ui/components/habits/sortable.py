"""A list that is put into order by pointer and by keyboard."""

import reflex as rx


class Sortable(rx.Component):
    """Rows with `data-id`, moved by their `data-handle`; tells which goes to which place."""

    library = "$/public/components/sortable.jsx"
    tag = "Sortable"

    enabled: rx.Var[bool]
    label: rx.Var[str]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(str, int)]
