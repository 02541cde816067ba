"""A mail server that keeps what it accepts, and is slow, refuses, drops or goes away as it is told."""

import asyncio
import logging
import threading
from collections import Counter, defaultdict, deque
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

from aiosmtpd.smtp import SMTP

PATIENCE = 120  # seconds, on a machine that is busy with other things
TAKEN = "250 2.0.0 taken"
logging.getLogger("mail.log").setLevel(logging.ERROR)  # each line of each letter otherwise
DROPPED = ""  # the letter is taken, and the connection ends before the client hears of it


@dataclass(frozen=True)
class Received:
    """A letter that was accepted: from then on it is the server's."""

    to: str
    message_id: str
    subject: str


class MailServer:
    """Accepts mail on a port of its own; ``answers`` holds what a recipient's next letters meet instead.

    Each is an SMTP reply: "450 …" or "550 …" for the address, ``DATA`` and a reply for the letter.
    """

    def __init__(self) -> None:
        self.received: list[Received] = []
        self.asked: Counter[str] = Counter()  # how often each recipient was named
        self.connections = 0
        self.port = 0
        self.answers: dict[str, deque[tuple[str, str | asyncio.Event]]] = defaultdict(deque)
        self._changed = threading.Condition()
        self._transports: set[asyncio.Transport] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="mail server", daemon=True)

    # ---- What a test says ----

    def refuse(self, to: str, *replies: str) -> None:
        """Answer the next letters to this address so, when the address is named."""
        self.answers[to] += [("RCPT", reply) for reply in replies]

    def refuse_letter(self, to: str, *replies: str) -> None:
        """Take the address, and answer so when the letter was read."""
        self.answers[to] += [("DATA", reply) for reply in replies]

    def drop(self, to: str) -> None:
        """Take the next letter to this address, and hang up without a word."""
        self.answers[to].append(("DATA", DROPPED))

    @contextmanager
    def holding(self, to: str):
        """The next letter to this address is read, and gets no answer for as long as this lasts."""
        released = asyncio.Event()
        self.answers[to].append(("DATA", released))
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(released.set)

    def wait_for(self, condition) -> None:
        """Until ``condition()`` holds; it is asked after each thing that happens here."""
        with self._changed:
            assert self._changed.wait_for(condition, timeout=PATIENCE), self.received

    def copies(self) -> Counter[tuple[str, str]]:
        """How often each letter was accepted, by recipient and Message-ID."""
        with self._changed:
            return Counter((letter.to, letter.message_id) for letter in self.received)

    # ---- Being there, or not ----

    def open(self) -> None:
        """Listen; the second time on the same port as the first."""
        if not self._thread.is_alive():
            self._thread.start()
        self._server = self._do(self._listen())
        self.port = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Refuse connections, and end those there are."""
        self._do(self._stop_listening())

    def stop(self) -> None:
        """For good."""
        self.close()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=PATIENCE)
        self._loop.close()

    def _do(self, work) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout=PATIENCE)

    async def _listen(self):
        return await self._loop.create_server(self._connection, "127.0.0.1", self.port)

    async def _stop_listening(self) -> None:
        self._server.close()
        for transport in list(self._transports):
            transport.abort()
        await self._server.wait_closed()

    def _connection(self) -> SMTP:
        return _Connection(self, self, hostname="mail.example.org", loop=self._loop)

    # ---- What aiosmtpd asks ----

    async def handle_RCPT(self, server, session, envelope, address, options) -> str:
        refusal = self._next("RCPT", address)
        self._note(lambda: self.asked.update([address]))
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return TAKEN

    async def handle_DATA(self, server, session, envelope) -> str:
        (to,) = envelope.rcpt_tos
        answer = self._next("DATA", to)
        if isinstance(answer, asyncio.Event):
            await answer.wait()
        elif answer:
            return answer
        letter = message_from_bytes(envelope.content)
        self._note(lambda: self.received.append(Received(to, letter["Message-ID"], str(letter["Subject"]))))
        if answer == DROPPED:
            server.transport.abort()
            raise asyncio.CancelledError
        return TAKEN

    def _next(self, moment: str, to: str) -> str | asyncio.Event | None:
        """What this letter meets now, if it was said that it would meet something."""
        waiting = self.answers[to]
        return waiting.popleft()[1] if waiting and waiting[0][0] == moment else None

    def _note(self, write) -> None:
        with self._changed:
            write()
            self._changed.notify_all()


class _Connection(SMTP):
    """One connection; the server knows of it for as long as it lasts."""

    def __init__(self, owner: MailServer, *args, **options) -> None:
        super().__init__(*args, **options)
        self.owner = owner

    def connection_made(self, transport) -> None:
        self.owner._transports.add(transport)
        self.owner.connections += 1
        self.ends = transport
        super().connection_made(transport)

    def connection_lost(self, error) -> None:
        super().connection_lost(error)
        self.owner._transports.discard(self.ends)
