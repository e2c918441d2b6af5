"""``python -m tests.engines.clickhouse_http``: chdb behind ClickHouse's HTTP interface, as far as a client needs it.

It stands in for a server, so that the adapter is tested over the wire too. Prints its port when it is ready.
"""

from __future__ import annotations

import tempfile
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from chdb import session

_OF_HTTP = {
    "database", "query", "user", "password", "session_id", "query_id", "compress", "decompress",
    "enable_http_compression",
    "wait_end_of_query", "send_progress_in_http_headers", "http_headers_progress_interval_ms", "buffer_size",
}  # fmt: skip
PASSWORD = "s3cret"


class Handler(BaseHTTPRequestHandler):
    engine = session.Session()

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            content, status = self._run(asked, body), 200
        except Exception as error:
            content, status = str(error).encode(), 500
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("X-ClickHouse-Format", "Native")
        self.end_headers()
        self.wfile.write(content)

    def _run(self, asked: dict[str, str], body: bytes) -> bytes:
        self._set(asked)
        query = asked.get("query", "")
        if not query:
            return self._query(body.decode())
        if not body:
            return self._query(query)
        with tempfile.NamedTemporaryFile(suffix=".data") as file:  # an insert: its rows are the body
            Path(file.name).write_bytes(body)
            into, _, form = query.rpartition("FORMAT")
            return self._query(f"{into} SELECT * FROM file('{file.name}', {form.strip()})")

    def _set(self, asked: dict[str, str]) -> None:
        self.engine.query(f"USE {asked.get('database') or 'default'}")
        for name, value in asked.items():
            if name not in _OF_HTTP and not name.startswith("param_"):
                self.engine.query(f"SET {name} = '{value}'")

    def _query(self, sql: str) -> bytes:
        result = self.engine.query(sql, "TabSeparated")
        return bytes(result.bytes() or b"")

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
