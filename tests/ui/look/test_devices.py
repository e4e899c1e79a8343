"""What browsers and scripts are called in the list of sign-ins."""

import pytest

from habit_app.ui.look.devices import is_handheld, short_name

KIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "name", "handheld"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox · Linux", False),
        (f"Mozilla/5.0 (Windows NT 10.0) {KIT} Chrome/130 Safari/537", "Chrome · Windows", False),
        (f"Mozilla/5.0 (Windows) {KIT} Chrome/130 Safari/537 Edg/130", "Edge · Windows", False),
        (f"Mozilla/5.0 (Linux; Android 14) {KIT} Chrome/130 Mobile", "Chrome · Android", True),
        (f"Mozilla/5.0 (iPhone; like Mac OS X) {KIT} Safari/604", "Safari · iPhone", True),
        (f"Mozilla/5.0 (Macintosh; Mac OS X 15) {KIT} Safari/605", "Safari · macOS", False),
        ("curl/8.5.0", "curl", False),
        ("x" * 300, "x" * 40, False),
        ("", "", False),
    ],
)
def test_names_are_short(user_agent: str, name: str, handheld: bool) -> None:
    assert (short_name(user_agent), is_handheld(user_agent)) == (name, handheld)
