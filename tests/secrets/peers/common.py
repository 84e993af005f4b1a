# SPDX-License-Identifier: GPL-3.0-or-later
"""What the stand-in servers share: an HTTP server on loopback that is told what to do over standard input.

The first line of standard input is its settings (JSON), answered by {"port": N}; each further line is a command,
answered by one line. It ends with its input.
"""
import http.server
import json
import os
import signal
import ssl
import sys
import threading


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    peer = None

    def log_message(self, *_):
        pass

    def serve(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        with self.peer.lock:
            self.peer.requests.append(f"{self.command} {self.path}")
            self.peer.maybe_kill()
            if self.peer.scripted:
                status, headers, answer = self.peer.scripted.pop(0)
            else:
                status, headers, answer = self.peer.answer(self.command, self.path, self.headers, body)
        try:
            self.reply(status, headers, answer)
        except BrokenPipeError:
            pass  # the customer was killed
        self.close_connection = True

    def reply(self, status, headers, answer):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(answer)))
        self.send_header("Connection", "close")
        self.end_headers()
        if status != 204:
            self.wfile.write(answer)

    do_GET = do_POST = do_PUT = do_DELETE = do_LIST = serve


class Peer:
    def __init__(self, settings):
        self.lock = threading.RLock()
        self.requests = []
        self.scripted = []
        self.kill, self.after = 0, 0

    def maybe_kill(self):
        """Ends its customer with -9 when that has asked often enough. The request still has its effect, unanswered."""
        if self.kill:
            self.after -= 1
            if self.after == 0:
                os.kill(self.kill, signal.SIGKILL)

    def tell(self, command):
        """The commands every peer knows; a peer's own come first."""
        if "script" in command:  # the next answers, whatever is asked
            self.scripted = [(one["status"], one.get("headers", {}), one.get("body", "").encode())
                             for one in command["script"]]
            return {}
        if "kill" in command:
            self.kill, self.after = command["kill"], command["after"]
            return {}
        if command.get("get") == "requests":
            return {"requests": self.requests}
        raise ValueError(f"unknown command {command}")


def json_reply(status, value):
    return status, {"Content-Type": "application/json"}, json.dumps(value).encode()


def run(peer_class):
    settings = json.loads(sys.stdin.readline())
    peer = peer_class(settings)
    handler = type("PeerHandler", (Handler,), {"peer": peer})
    server = Server(("127.0.0.1", 0), handler)
    if "certificate" in settings:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(settings["certificate"], settings["key"])
        server.socket = context.wrap_socket(server.socket, server_side=True)
    peer.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(json.dumps({"port": peer.port}), flush=True)
    for line in sys.stdin:
        with peer.lock:
            print(json.dumps(peer.tell(json.loads(line))), flush=True)
