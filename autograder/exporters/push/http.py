"""Requests to a platform: where a token may go, how long to wait, what a fault means."""

import os
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from autograder.records.errors import AutograderError, ConfigError

Sleep = Callable[[float], None]

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMEOUT = 60.0
_TRIES = 6
_LONGEST_WAIT = 120.0
# Canvas counts a cost against a bucket of 700 and refuses at 0; below this much we let it refill.
_LOW = 100.0
_REFILL_SECONDS = 5.0
_FORBIDDEN, _TOO_MANY, _SERVER = 403, 429, 500
_OTHERS_MAY_READ = stat.S_IRWXG | stat.S_IRWXO


class PushError(AutograderError):
    """A platform refused or cannot be reached; says which and what to do."""


class Unanswered(PushError):  # noqa: N818 - nobody knows whether it is an error
    """The connection broke while a change was under way: it may have been made or not."""


class Bearer(AuthBase):
    """Puts a token into a request; an entry in a netrc file cannot take its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def read_token(variable: str, file: Path | None) -> str:
    """A token from a file that only its owner reads, else from an environment variable.

    Raises:
        ConfigError: If there is none, or others may read the file.
    """
    if file is None:
        token = os.environ.get(variable, "").strip()
        if not token:
            raise ConfigError(
                f"No token: set the environment variable {variable}, or name a file with "
                "--token-file. It is never typed on the command line, where others can see it."
            )
        return token
    try:
        mode, token = file.stat().st_mode, file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(f"{file} cannot be read ({error.strerror}).") from error
    if mode & _OTHERS_MAY_READ and os.name == "posix":
        raise ConfigError(f"Others can read the token in {file}; close it with: chmod 600 {file}")
    if not token or len(token.split()) != 1:
        raise ConfigError(f"{file} holds no token on a line of its own.")
    return token


def checked_url(url: str) -> str:
    """A platform's address without its last slash.

    Raises:
        ConfigError: If a token would travel in clear text, or it is not an address.
    """
    parts = urlsplit(url)
    plain = parts.scheme == "http" and parts.hostname in _LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or plain):
        raise ConfigError(
            f"{url!r} is not an https address; a token does not travel in clear text."
        )
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Whether an address is this machine's own."""
    return urlsplit(url).hostname in _LOOPBACK


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one host, port and scheme."""
    return urlsplit(one)[:2] == urlsplit(other)[:2]


class Client:
    """Requests to one host, one at a time, that wait when they are told to.

    Args:
        base: Address of the platform.
        session: Sends; carries what it authenticates with.
        sleep: Waits some seconds.
    """

    def __init__(self, base: str, session: requests.Session, *, sleep: Sleep = time.sleep) -> None:
        self.base = checked_url(base)
        self._session = session
        self._sleep = sleep
        # A proxy of the environment has no business with this machine's own addresses.
        session.trust_env = not is_loopback(base)

    def request(
        self, method: str, url: str, *, safe: bool = True, **more: Any
    ) -> requests.Response:
        """Send a request, again after a while when the platform is busy.

        Args:
            method: The HTTP method.
            url: Whole address, or a path below the base.
            safe: Whether sending it twice does no more than once.
            **more: As in `requests`.

        Raises:
            Unanswered: If the connection broke and it is not safe to send it again.
            PushError: If the platform refuses, or stays busy.
        """
        address = url if "://" in url else f"{self.base}{url}"
        if not same_host(address, self.base):
            raise PushError(f"{self.base} points to another host, {address}; the token stays here.")
        wait = 1.0
        for turn in range(_TRIES):
            last = turn == _TRIES - 1
            try:
                response = self._session.request(
                    method, address, timeout=_TIMEOUT, allow_redirects=False, **more
                )
            except requests.RequestException as error:
                if not safe:
                    raise Unanswered(f"{self.base} broke off ({type(error).__name__}).") from error
                if last:
                    raise PushError(
                        f"{self.base} cannot be reached ({type(error).__name__}); check the "
                        "address and the network, then push again: what arrived is kept."
                    ) from error
            else:
                if not _busy(response):
                    self._spare(response)
                    return _accepted(response)
                if last:
                    raise PushError(f"{self.base} stays busy; push again later to go on.")
                wait = _told(response, wait)
                if response.status_code >= _SERVER and not safe:
                    raise Unanswered(f"{self.base} failed ({response.status_code}).")
            self._sleep(wait)
            wait = min(2 * wait, _LONGEST_WAIT)
        raise AssertionError("the last turn returns or raises")

    def _spare(self, response: requests.Response) -> None:
        """Let the platform's bucket refill before it is empty."""
        left = response.headers.get("X-Rate-Limit-Remaining", "")
        try:
            low = float(left) < _LOW
        except ValueError:
            low = False
        if low:
            self._sleep(_REFILL_SECONDS)


def _busy(response: requests.Response) -> bool:
    limited = response.status_code == _FORBIDDEN and "Rate Limit" in response.text
    return limited or response.status_code in (_TOO_MANY, 502, 503, 504)


def _told(response: requests.Response, wait: float) -> float:
    try:
        return min(max(float(response.headers["Retry-After"]), 0.0), _LONGEST_WAIT)
    except (KeyError, ValueError):
        return wait


def _accepted(response: requests.Response) -> requests.Response:
    if response.ok and not response.is_redirect:
        return response
    advice = {
        401: "the token is wrong or has expired",
        403: "the token's owner may not do this",
        404: "there is no such thing; check the ids",
        409: "it holds something newer",
    }.get(response.status_code, " ".join(response.text.split())[:200])
    path = urlsplit(response.url).path
    raise PushError(
        f"The platform refuses {response.request.method} {path} ({response.status_code}): {advice}."
    )
