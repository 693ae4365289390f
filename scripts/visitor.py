"""A visitor without a browser: one connection, kept open, on which cards are really answered."""

import base64
import html
import http.client
import json
import re
import time
from dataclasses import dataclass, field
from http.client import HTTPMessage
from typing import NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from scripts.launch import ADDRESS

REVIEW, ANSWER = "/review/", "/review/answer/"
MOCK, START = "/mock/", "/mock/start/"
PROGRESS = "/progress/"
SECONDS_TO_ANSWER = 30
TICKET = re.compile(r'name="ticket" value="([^"]+)"')
CSRF_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
RESULT = re.compile(r'href="(/mock/[0-9a-f-]+/result/)"')
NOTICE = re.compile(r'<p class="notice"[^>]*>([^<]+)')


class UnexpectedAnswer(Exception):
    """The server answered something other than the page that was asked for."""


class Reply(NamedTuple):
    """What the server sent back."""

    status: int
    headers: HTTPMessage
    page: str


@dataclass
class Visitor:
    """A signed-in learner's browser, as far as the server can tell."""

    port: int
    session: str
    ticket: str = ""
    notice: str = ""
    seconds: float = 0.0
    _cookies: dict[str, str] = field(default_factory=dict)
    _csrf_token: str = ""

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=SECONDS_TO_ANSWER)
        self._cookies = {f"lpi304_{self.port}": self.session}

    def open(self, path: str = REVIEW) -> str:
        """Open a page and take the ticket of the card on it, if there is one."""
        return self._take(self._request("GET", path))

    def answer(self, grade: int) -> UUID:
        """Answer the card in front, as htmx does; return its token once that is acknowledged."""
        if not self.ticket:
            raise UnexpectedAnswer("No card is left to answer.")
        token = token_of(self.ticket)
        self.post(ANSWER, ticket=self.ticket, grade=str(grade))
        if self.notice:
            raise UnexpectedAnswer(self.notice)
        return token

    def begin_paper(self) -> str:
        """Start the whole mock exam; return the address of the paper."""
        self.open(MOCK)
        body = urlencode({"paper": "whole", "csrfmiddlewaretoken": self._csrf_token})
        first = self._send("POST", START, body).headers["Location"]
        self.open(first)
        return str(first).removesuffix("1/")

    def post(self, path: str, **fields: str) -> str:
        """Send a form from the page in front and take what comes back as the next one."""
        body = urlencode(fields | {"csrfmiddlewaretoken": self._csrf_token})
        return self._take(self._request("POST", path, body))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _request(self, method: str, path: str, body: str | None = None) -> str:
        start = time.perf_counter()
        response = self._send(method, path, body)
        self.seconds = time.perf_counter() - start
        if response.status != http.HTTPStatus.OK:
            raise UnexpectedAnswer(f"{method} {path} answered {response.status}.")
        return response.page

    def _send(self, method: str, path: str, body: str | None = None) -> Reply:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"HX-Request": "true", "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        page = response.read().decode()
        self._keep_cookies(response)
        return Reply(response.status, response.headers, page)

    def _keep_cookies(self, response: http.client.HTTPResponse) -> None:
        for cookie in response.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value

    def _take(self, page: str) -> str:
        self.ticket, self.notice = _found(TICKET, page), _found(NOTICE, page)
        self._csrf_token = _found(CSRF_TOKEN, page) or self._csrf_token
        return page


def token_of(ticket: str) -> UUID:
    """Return the token inside a ticket; the ticket is signed, not secret."""
    payload = ticket.partition(":")[0]
    return UUID(json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))[1])


def _found(pattern: re.Pattern[str], page: str) -> str:
    match = pattern.search(page)
    return html.unescape(match[1]) if match else ""
