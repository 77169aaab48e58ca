"""Who may come in: one-time links, a password file, sessions, rates. Nothing here knows Flask."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import re
import secrets
import threading
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pipeline.errors import ConfigError

SESSION_S = 12 * 3600
LINK_S = 12 * 3600
MAX_SESSIONS = 200
MAX_LINKS = 20
_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}
_NAME = re.compile(r"[\w .'-]{1,40}")


@dataclass(frozen=True, slots=True)
class Session:
    """An editor who came in; `csrf` must come back with every change."""

    key: str
    name: str
    csrf: str
    until: float


@dataclass(slots=True)
class Bucket:
    """Allows `rate` a second on average and `burst` at once."""

    rate: float
    burst: float
    level: float = -1.0
    at: float = 0.0

    def take(self, now: float) -> bool:
        """One token, False when there is none."""
        if self.level < 0:
            self.level, self.at = self.burst, now
        self.level = min(self.burst, self.level + (now - self.at) * self.rate)
        self.at = now
        if self.level < 1.0:
            return False
        self.level -= 1.0
        return True


@dataclass(slots=True)
class Access:
    """All that is remembered about who is in; safe to use from several threads."""

    passwords: Mapping[str, str] = field(default_factory=dict)  # name -> scrypt record
    clock: Callable[[], float] = time.monotonic
    on_link_used: Callable[[], object] | None = None
    _links: dict[str, float] = field(default_factory=dict)
    _sessions: dict[str, Session] = field(default_factory=dict)
    _buckets: dict[str, Bucket] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def new_link(self) -> str:
        """A token that lets one browser in, once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._links[_digest(token)] = self.clock() + LINK_S
            while len(self._links) > MAX_LINKS:
                self._links.pop(next(iter(self._links)))
        return token

    def enter_by_link(self, token: str, name: str) -> Session | None:
        """A session for a good token, which is used up by it; None for any other."""
        who = clean_name(name)
        with self._lock:
            until = self._links.get(_digest(token), 0.0)
            if not who or until <= self.clock():
                return None
            del self._links[_digest(token)]
        if self.on_link_used:
            self.on_link_used()
        return self._enter(who)

    def enter_by_password(self, name: str, password: str) -> Session | None:
        """A session for a name and its password; None otherwise. Takes the same time for unknown names."""
        record = self.passwords.get(name, _NOBODY)
        if not check_password(record, password) or name not in self.passwords:
            return None
        return self._enter(name)

    def _enter(self, name: str) -> Session:
        session = Session(secrets.token_urlsafe(32), name, secrets.token_urlsafe(32), self.clock() + SESSION_S)
        with self._lock:
            self._sessions[_digest(session.key)] = session
            while len(self._sessions) > MAX_SESSIONS:
                self._sessions.pop(next(iter(self._sessions)))
        return session

    def session(self, key: str) -> Session | None:
        """The session of a cookie, None when there is none or it is over."""
        with self._lock:
            found = self._sessions.get(_digest(key))
            if found is not None and found.until <= self.clock():
                del self._sessions[_digest(key)]
                found = None
        return found

    def leave(self, key: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_digest(key), None)

    def allow(self, what: str, who: str, *, rate: float, burst: float) -> bool:
        """False when `who` does `what` too often."""
        with self._lock:
            if len(self._buckets) > 5_000:
                self._buckets.clear()
            return self._buckets.setdefault(f"{what} {who}", Bucket(rate, burst)).take(self.clock())


def is_address(host: str, port: int | None) -> bool:
    """True for an address in figures with this port: a page that lies about its name cannot send such a Host.

    >>> is_address("192.0.2.1:8642", 8642), is_address("[2001:db8::1]:8642", 8642), is_address("a.example:8642", 8642)
    (True, True, False)
    """
    name, _, given = host.rpartition(":")
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return port is not None and given == str(port)


def same(one: str, other: str) -> bool:
    """Equality that takes the same time whatever differs."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))


def clean_name(name: str) -> str:
    """A name fit for a log, empty when it is not.

    >>> clean_name("  愛子 "), clean_name("<script>")
    ('愛子', '')
    """
    kept = " ".join(name.split())
    return kept if _NAME.fullmatch(kept) else ""


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def hash_password(password: str) -> str:
    """The record of a password as the file holds it: scrypt with its own salt."""
    salt = secrets.token_bytes(16)
    key = hashlib.scrypt(password.encode(), salt=salt, **_SCRYPT)
    return f"scrypt${b64encode(salt).decode()}${b64encode(key).decode()}"


def check_password(record: str, password: str) -> bool:
    """True when the password is the record's."""
    try:
        kind, salt, key = record.split("$")
        wanted = b64decode(key, validate=True)
        given = hashlib.scrypt(
            password.encode("utf-8", "surrogatepass"), salt=b64decode(salt, validate=True), **_SCRYPT
        )
    except ValueError:
        return False
    return kind == "scrypt" and hmac.compare_digest(wanted, given)


_NOBODY = "scrypt$AAAAAAAAAAAAAAAAAAAAAA==$" + "A" * 86 + "=="


def read_passwords(path: Path) -> dict[str, str]:
    """`name:record` lines of a password file. Raises ConfigError for a missing, open or damaged one."""
    try:
        if path.stat().st_mode & 0o077:
            raise ConfigError("others can read the password file", where=str(path), hint=f"chmod 600 {path}")
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"the password file cannot be read: {error}", where=str(path)) from None
    found: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.startswith("#"):
            continue
        name, _, record = line.partition(":")
        if not clean_name(name) or not record.startswith("scrypt$") or record.count("$") != 2:
            raise ConfigError(
                "not a name and its scrypt record", where=f"{path}:{number}", hint="nijimaku editor --add-user NAME"
            )
        found[clean_name(name)] = record.strip()
    if not found:
        raise ConfigError("nobody stands in the password file", where=str(path), hint="nijimaku editor --add-user NAME")
    return found
