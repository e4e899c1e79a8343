"""What the running product gives to who asks for files, inner addresses and other hosts."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from habit_app.serving.pages import CLIENT as PAGES
from tests.servers.product import Product

PATHS = [
    "/.env",
    "/.git/config",
    "/../../etc/passwd",
    "/..%2f..%2f..%2fetc%2fpasswd",
    "/%2e%2e/%2e%2e/habit_app/settings.py",
    "/assets/..%2f..%2f..%2fpyproject.toml",
    "/assets/../../pyproject.toml",
    "//evil.example/%2e%2e",
    "/data/secret.key",
    "/secret.key",
    "/smarthabit.sqlite3",
    "/rxconfig.py",
    "/docker-compose.yml",
    "/assets/index.js.map",
    "/_upload",
    "/_all_routes",
    "/auth-codespace",
    "/api/..;/health",
    "/index.html%00.png",
]


def raw(product: Product, request: str) -> str:
    """Send bytes that no client would send, and read what comes."""
    host, port = product.base.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(request.encode("latin-1"))
        found = b""
        while part := connection.recv(65536):
            found += part
    return found.decode("latin-1")


@pytest.mark.parametrize("path", PATHS)
def test_no_file_but_the_pages_is_given(product: Product, path: str) -> None:
    answer = raw(product, f"GET {path} HTTP/1.1\r\nHost: [::1]\r\nConnection: close\r\n\r\n")
    status = int(answer.split(" ", 2)[1])

    assert status in {303, 307, 400, 404, 405}
    assert "root:" not in answer
    assert "[project]" not in answer
    location = re.search(r"^location: (.*)\r$", answer, re.IGNORECASE | re.MULTILINE)
    assert location is None or location[1].startswith(("/login", "http://[::1]/"))


@pytest.mark.parametrize(
    "path",
    [
        "/login",
        "/",
        "/nowhere",
        "/assets/nowhere.js",
        "/styles/base.css",
        "/api/docs",
        "/api/v1/today",
    ],
)
def test_every_kind_of_answer_carries_the_headers(product: Product, path: str) -> None:
    answer = httpx.get(product.base + path)

    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["referrer-policy"] in {"same-origin", "no-referrer"}
    assert answer.headers["cache-control"]
    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_a_name_that_is_not_ours_is_answered_by_nobody_but_the_probes(product: Product) -> None:
    foreign = {"Host": "rebound.example", "Origin": "http://rebound.example"}

    assert httpx.get(product.base + "/login", headers=foreign).status_code == 421
    assert httpx.get(product.base + "/api/v1", headers=foreign).status_code == 421
    assert httpx.get(product.base + "/health", headers=foreign).status_code == 200


def test_no_source_map_and_no_secret_is_in_the_bundle(product: Product) -> None:
    httpx.post(product.base + "/api/v1/auth/refresh", json={"refresh_token": "x" * 43})
    data = Path(product.environment["HABIT_DATA_DIR"])
    secret = (data / "secret.key").read_text().strip()
    kinds = {".js", ".html", ".json"}
    files = [path for path in PAGES.rglob("*") if path.suffix in kinds]

    assert files
    assert not list(PAGES.rglob("*.map"))
    for path in files:
        text = path.read_text("utf-8", "replace")
        assert secret not in text, path
        assert "HABIT_" not in text, path
        assert str(Path.cwd()) not in text, path


NO_REQUESTS = {
    "two lengths": (
        "POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n"
    ),
    "long header": "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX: "
    + "a" * 2_000_000
    + "\r\n\r\n",
    "long path": "GET /" + "a" * 200_000 + " HTTP/1.1\r\nConnection: close\r\n\r\n",
    "another version": "GET / HTTP/9.9\r\nConnection: close\r\n\r\n",
    "noise": "\x00\x01\x02\r\n\r\n",
}


@pytest.mark.parametrize("request_", NO_REQUESTS.values(), ids=NO_REQUESTS)
def test_requests_that_are_none_are_refused_by_the_server(product: Product, request_: str) -> None:
    answer = raw(product, request_)

    assert answer == "" or answer.split(" ", 2)[1][:1] == "4"
    assert httpx.get(product.base + "/health").status_code == 200
