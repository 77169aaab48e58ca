"""The loopback server: headers, ranges, nothing to strangers."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.viewer.serve import make_server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    (tmp_path / "talk.vtt").write_bytes(b"WEBVTT\n\n0123456789")
    (tmp_path / ".hidden").write_text("secret")
    server = make_server(tmp_path, 0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield int(server.server_address[1])
    server.shutdown()
    server.server_close()
    thread.join()


def ask(port: int, path: str = "/talk.vtt", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        return answer, answer.read()
    finally:
        connection.close()


def test_a_file_with_its_headers(port: int) -> None:
    answer, body = ask(port)
    assert answer.status == 200 and body.startswith(b"WEBVTT")
    assert answer.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("wanted", "body"), [("bytes=8-10", b"012"), ("bytes=-3", b"789"), ("bytes=16-", b"89"), ("bytes=16-999", b"89")]
)
def test_ranges(port: int, wanted: str, body: bytes) -> None:
    answer, got = ask(port, Range=wanted)
    assert (answer.status, got) == (206, body)
    assert answer.headers["Content-Range"].endswith("/18")


def test_a_range_beyond_the_end(port: int) -> None:
    answer, _ = ask(port, Range="bytes=99-")
    assert answer.status == 416


@pytest.mark.parametrize("path", ["/.hidden", "/../talk.vtt/../../etc/passwd", "/nothing"])
def test_what_is_not_shown(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert answer.status == 404 and b"secret" not in body and b"root:" not in body


def test_a_foreign_host_is_refused(port: int) -> None:
    answer, _ = ask(port, Host="evil.example")
    assert answer.status == 403


def test_a_taken_port_is_one_clear_error(port: int, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot listen"):
        make_server(tmp_path, port)
