"""A site on this machine: loopback only, the headers a host should send, byte ranges so that media can seek."""

from __future__ import annotations

import re
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.errors import StoreError

_RANGE = re.compile(r"bytes=(\d*)-(\d*)\Z")
_HOSTS = ("127.0.0.1", "localhost", "[::1]")


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".vtt": "text/vtt; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8", ".json": "application/json", ".m4a": "audio/mp4",
    }

    def send_head(self) -> Any:
        """Answer the request line; None when there is nothing more to send."""
        host = re.sub(r":\d+\Z", "", self.headers.get("Host") or "")
        if host not in _HOSTS:  # a page elsewhere whose name was pointed at this machine
            self.send_error(HTTPStatus.FORBIDDEN, "loopback only")
            return None
        if any(part.startswith(".") for part in self.path.split("?")[0].split("/")):
            self.send_error(HTTPStatus.NOT_FOUND)
            return None
        wanted = _RANGE.match(self.headers.get("Range") or "")
        path = Path(self.translate_path(self.path))
        if wanted and path.is_file():
            return self._part(path, wanted.group(1), wanted.group(2))
        return super().send_head()

    def _part(self, path: Path, first: str, last: str) -> BinaryIO | None:
        size = path.stat().st_size
        start = int(first) if first else max(0, size - int(last or 0))
        end = min(size - 1, int(last)) if first and last else size - 1
        if start > end:
            self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            self.send_header("Content-Range", f"bytes */{size}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        with path.open("rb") as file:
            file.seek(start)
            data = file.read(end - start + 1)
        self.send_response(HTTPStatus.PARTIAL_CONTENT)
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Range", f"bytes {start}-{end}/{size}")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        return BytesIO(data)

    def end_headers(self) -> None:
        """Every answer says what it is and how far it may reach."""
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal shows the address and stays readable."""


def make_server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of this folder on 127.0.0.1; the caller runs and closes it. Raises StoreError when the port is taken."""
    try:
        return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))
    except OSError as error:
        raise StoreError(f"cannot listen on port {port}: {error}", hint="choose another --port, or 0") from None
