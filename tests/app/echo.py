# SPDX-License-Identifier: GPL-3.0-or-later
"""An HTTPS server that is not ours and repeats the key it was given, wherever an answer has room for it."""
import http.server
import json
import pathlib
import ssl
import subprocess
import threading


class Answering(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        how = self.path.strip("/").split("/")[0]
        status = {"refuse": 401, "forbid": 403, "break": 500, "busy": 429, "away": 302, "lost": 404}.get(how, 200)
        body = json.dumps({"name": f"account {key}", "error": {"message": f"{key} is wrong", "code": key},
                           "account": {"name": key}, "key": {"scopes": [key, "orders:read"], "expiresAt": key}}).encode()
        if how == "page":
            body = f"<html>{key}".encode()
        self.send_response(status, f"No {key}" if how == "refuse" else None)
        for name, value in (("Content-Type", "text/html" if how == "page" else "application/json"),
                            ("Content-Length", str(len(body))), ("X-Key", key),
                            ("Location", f"https://elsewhere.example/{key}?key={key}")):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


class Server:
    def __init__(self, folder):
        folder = pathlib.Path(folder)
        self.ca = folder / "echo.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                        "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout",
                        folder / "echo.key", "-out", self.ca], check=True, capture_output=True)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, folder / "echo.key")
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.port = self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def end(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()
