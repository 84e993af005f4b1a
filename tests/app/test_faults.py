# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong between here and an app, each against a real nginx: one sentence each, and the key in none."""
import concurrent.futures
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
import unittest

import ctl

NGINX = shutil.which("nginx") or "/usr/sbin/nginx"

CA_CONFIG = """
[ca]
default_ca = ours
[ours]
database = index.txt
serial = serial
new_certs_dir = .
certificate = ca.pem
private_key = ca.key
default_md = sha256
policy = anything
copy_extensions = copy
unique_subject = no
x509_extensions = leaf
[anything]
commonName = supplied
[leaf]
basicConstraints = CA:false
"""


class Authority:
    """The openssl command line: certificates that are fine, over, not yet, of somebody else, of nobody."""

    def __init__(self, folder):
        self.folder = folder
        (folder / "ca.cnf").write_text(CA_CONFIG)
        (folder / "index.txt").write_text("")
        (folder / "serial").write_text("1000\n")
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "ca.key",
                     "-out", "ca.pem", "-subj", "/CN=A test authority", "-days", "30")

    def openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)

    def request(self, name, host):
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
                     "-out", f"{name}.csr", "-subj", f"/CN={host}", "-addext", f"subjectAltName=DNS:{host}")

    def issue(self, name, begins, ends, host="localhost"):
        self.request(name, host)
        self.openssl("ca", "-batch", "-config", "ca.cnf", "-in", f"{name}.csr", "-out", f"{name}.pem", "-notext",
                     "-startdate", begins, "-enddate", ends)

    def self_signed(self, name):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                     f"{name}.key", "-out", f"{name}.pem", "-subj", "/CN=localhost", "-addext",
                     "subjectAltName=DNS:localhost", "-days", "30")


def moment(days):
    return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + days * 86400))


def free_ports(count):
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


def accepts(port):
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


class Silent:
    """Shakes hands, listens, and never says a word."""

    def __init__(self, folder):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "good.pem", folder / "good.key")
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.kept = []
        self.context = context
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        while True:
            try:
                raw, _ = self.socket.accept()
                self.kept.append(self.context.wrap_socket(raw, server_side=True))
            except OSError:
                return


# path, what the explanation must say
ANSWERS = {
    "/401": ("return 401 '{}'", r"does not know this key"),
    "/403": ("return 403 '{}'", r"knows this key, but does not let it"),
    "/404": ("return 404 '{}'", r"has nothing at this address"),
    "/429": ("add_header Retry-After 90 always; return 429 '{}'", r"asked too often.*in 2 minutes"),
    "/500": ("return 500 '{}'", r"trouble of its own"),
    "/503": ("return 503 '{}'", r"trouble of its own"),
    "/away": ("return 302 https://elsewhere.example/me", r"sends us on to elsewhere\.example"),
    "/page": ("default_type text/html; return 200 '<html><body>Welcome</body></html>'", r"page for people"),
    "/huge": ("alias @dir@/huge.json", r"far more than this question needs"),
}
CERTIFICATES = {
    "self": r"vouches only for itself",
    "expired": r"ran out on",
    "early": r"begins only on",
    "stranger": r"known by another name \(other\.example\)",
}


class Faults(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.holder = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.holder.name)
        authority = Authority(cls.folder)
        authority.issue("good", moment(-1), moment(20))
        authority.issue("expired", moment(-20), moment(-2))
        authority.issue("early", moment(3), moment(20))
        authority.issue("stranger", moment(-1), moment(20), host="other.example")
        authority.self_signed("self")
        (cls.folder / "huge.json").write_bytes(b'{"name": "' + b"x" * (8 << 20) + b'"}')
        names = ["good", *CERTIFICATES]
        cls.ports = dict(zip([*names, "nobody"], free_ports(len(names) + 1)))
        places = "".join(f"location = {path} {{ {answer.replace('@dir@', str(cls.folder))}; }}\n"
                         for path, (answer, _) in ANSWERS.items())
        servers = "".join(
            f"server {{ listen 127.0.0.1:{cls.ports[name]} ssl; ssl_certificate {cls.folder}/{name}.pem;\n"
            f"ssl_certificate_key {cls.folder}/{name}.key;\n"
            f"location = /me {{ return 200 '{{\"name\": \"Ada\"}}'; }}\n{places} }}\n" for name in names)
        temporary = "".join(f"{kind}_temp_path {cls.folder}/t-{kind};\n"
                            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (cls.folder / "nginx.conf").write_text(
            f"daemon off; master_process off; pid {cls.folder}/pid; error_log stderr;\nevents {{}}\n"
            f"http {{ access_log off; default_type application/json;\n{temporary}{servers} }}\n")
        cls.nginx = subprocess.Popen([NGINX, "-p", cls.folder, "-c", cls.folder / "nginx.conf", "-e", "stderr"],
                                     stderr=subprocess.DEVNULL)
        cls.silent = Silent(cls.folder)
        end = time.monotonic() + 20
        while not accepts(cls.ports["stranger"]):
            assert cls.nginx.poll() is None and time.monotonic() < end, "nginx did not start"
            time.sleep(0.02)

    @classmethod
    def tearDownClass(cls):
        cls.nginx.terminate()
        cls.nginx.wait(timeout=20)
        cls.silent.socket.close()
        cls.holder.cleanup()

    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.assertEqual(self.space.run("workspace", "init").status, 0)
        self.key = "marked" + "-not-a-key-" + "7" * 12

    def add(self, url, probe, *more):
        return self.space.run("--ca", self.folder / "ca.pem", "connection", "add", "other", "--name", f"Peer {url}{probe}",
                              "--environment", "development", "--owner", "Ada", "--purpose", "faults", "--auth", "bearer",
                              "--base-url", url, "--field", f"probe={probe}", "--on-my-network", "--yes", "--secret-stdin",
                              *more, stdin=self.key.encode())

    def explained(self, url, probe):
        """Of a connection that was kept untested: what its test says."""
        added = self.add(url, probe, "--no-test")
        self.assertEqual(added.status, 0, added.text)
        tested = self.space.run("--ca", self.folder / "ca.pem", "connection", "test", added.json["connection"]["id"])
        self.assertNotIn(self.key, tested.text + tested.errors)
        self.assertEqual((tested.status, tested.json["ok"]), (1, False), tested.text)
        return tested.json["explanation"]

    def test_a_sound_peer_is_accepted(self):
        answer = self.add(f"https://localhost:{self.ports['good']}", "/me")
        self.assertEqual(answer.status, 0, answer.text)
        self.assertEqual(answer.json["connection"]["running"], "yes")

    def test_each_fault_has_its_sentence(self):
        good = f"https://localhost:{self.ports['good']}"
        wanted = {(good, path): sentence for path, (_, sentence) in ANSWERS.items()}
        wanted |= {(f"https://localhost:{self.ports[name]}", "/me"): sentence for name, sentence in CERTIFICATES.items()}
        wanted[f"https://localhost:{self.ports['nobody']}", "/me"] = r"is there, but takes no connection"
        wanted["https://no-such-place.invalid", "/me"] = r"No address was found"
        wanted[f"https://localhost:{self.silent.port}", "/me"] = r"took too long to answer"
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            said = dict(zip(wanted, pool.map(lambda place: self.explained(*place), wanted)))
        for place, sentence in wanted.items():
            with self.subTest(place=place):
                self.assertRegex(said[place], re.compile(sentence, re.S))
        self.assertEqual(len(set(said.values())), len(said) - 1, "500 and 503 share one sentence, no others")

    def test_what_fails_its_test_is_not_kept(self):
        answer = self.add(f"https://localhost:{self.ports['good']}", "/401")
        self.assertEqual((answer.status, answer.json["error"]["code"]), (3, "refused"))
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])
        self.assertEqual(self.space.run("workspace", "check").json["ok"], True)


ctl.main()
