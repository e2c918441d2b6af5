"""A process that sends a mailing until it is done or killed: ``python -m tests.outreach.mail.sender STORE PORT``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from corrente.outreach.mail.doors import Doors
from corrente.outreach.mail.running import Worker
from corrente.outreach.mail.sending import Post
from corrente.outreach.mail.server import Security, Server
from corrente.state.site_secrets import secret_of
from corrente.state.store import open_state
from tests.outreach.mail.mailings import BASE, SITE, Told, halves


def sleep(seconds: float) -> bool:
    time.sleep(seconds)
    return True


if __name__ == "__main__":
    state = open_state(Path(sys.argv[1]))
    post = Post(Server("127.0.0.1", int(sys.argv[2]), Security.NONE))
    Worker(state, SITE, Doors(BASE, secret_of(state, SITE)), post, halves, Told(), sleep).send("spring")
