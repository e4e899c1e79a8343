"""Texts of anybody: one rule for all doors, and nothing in exports that a spreadsheet runs."""

import unicodedata

import pytest

from habit_app.integrations import apprise
from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.integrations.importers.wording import lines, one_line
from habit_app.services.exports.exports import _cell
from habit_app.services.habits.drafts import plain_line, plain_text
from habit_app.services.shared.audit import Origin
from habit_app.text import letters

STEERING = [
    *"\x00\x07\x0b\x1b\x7f\x85\x9b",
    *"\u2028\u2029",
    *"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u206a\u206f",
    *"\u200b\u2060\u2064\ufeff\u180e\ufff9\ufffb\U000e0001",
]
GOOD = [
    "Read 20 pages",
    "👩‍👩‍👧 time",
    "می‌خواهم",
    "שלום\u200f!",
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
]


@pytest.mark.parametrize("letter", STEERING, ids=lambda letter: f"{ord(letter):04x}")
def test_what_is_refused_of_people_is_taken_out_of_files(letter: str) -> None:
    for refusing in (plain_line, plain_text):
        with pytest.raises(ValueError, match="Control characters"):
            refusing(f"Pay{letter}me")
    for cleaning in (one_line, lines):
        assert letter not in cleaning(f"Pay{letter}me")


def test_files_and_people_may_write_the_same() -> None:
    every = [chr(code) for code in range(0x20000) if unicodedata.category(chr(code)) != "Cs"]
    for letter in every:
        if letters.is_unwanted(letter):
            assert letter not in one_line(f"a{letter}b")
        else:
            assert plain_line(f"a{letter}b") == one_line(f"a{letter}b") == f"a{letter}b"


@pytest.mark.parametrize("text", GOOD)
def test_words_and_pictures_of_any_script_stay(text: str) -> None:
    assert plain_line(text) == plain_text(text) == one_line(text) == lines(text) == text


@pytest.mark.parametrize("text", ["", "  ", "\u200d", "\u3164\u115f", "\u2800"])
def test_what_shows_nothing_is_nothing(text: str) -> None:
    assert plain_line(text) == one_line(text) == ""


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("x; =1+1", "x; '=1+1"),
        ('x;"=1+1', "x;\"'=1+1"),
        ("x\t@SUM(1)", "x\t'@SUM(1)"),
        ("x|=1", "x|'=1"),
        ("x,=1", "x,'=1"),
        ("a\n=1+1", "a\n'=1+1"),
        (" =1", " '=1"),
        ("＝1", "'＝1"),  # noqa: RUF001 - some programs take it
        ("\t1", "'\t1"),
        ("a = b; c - d", "a = b; c - d"),
        ("20-30", "20-30"),
        (-5, -5),
    ],
)
def test_no_part_of_a_cell_is_a_formula(told: object, cell: object) -> None:
    assert _cell(told) == cell


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("192.0.2.1", "::FFFF:c000:201"),
        ("192.0.2.1", "192.0.2.1:5678"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("2001:db8:1:2::1", "[2001:db8:1:2::7]:443"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_one_customer_is_one_bucket(one: str, other: str) -> None:
    assert Origin(one).network == Origin(other).network


def test_customers_are_told_apart() -> None:
    networks = ["192.0.2.1", "192.0.2.2", "2001:db8:1:2::1", "2001:db8:1:3::1", "", "testclient"]

    assert len({Origin(ip).network for ip in networks}) == len(networks)


@pytest.mark.parametrize("separator", ["/", ",", "/,/"])
def test_a_channel_with_many_targets_is_refused(sqlite_database: str, separator: str) -> None:
    many = separator.join(map(str, range(20)))

    with pytest.raises(ForbiddenTargetError) as refusal:
        apprise.check(f"tgram://123456789:abcdefg_hijklmnop/{many}")
    assert refusal.value.code == "too-many-targets"


@pytest.mark.parametrize(
    "url",
    [
        "tgram://123456789:AAabcdefghijklmnopqrstuvwxyzabcdefg/1/2/3/4",
        "ntfy://a,b,c,d,e",
    ],
)
def test_what_apprise_reads_as_many_targets_is_not_called(sqlite_database: str, url: str) -> None:
    with pytest.raises(ForbiddenTargetError) as refusal:
        apprise.tell(url, title="x", body="y")
    assert refusal.value.code == "too-many-targets"
