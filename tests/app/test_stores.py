# SPDX-License-Identifier: GPL-3.0-or-later
"""Keys in a store of the network, by the program as it is shipped: made there, moved there and back, killed on the way.
The servers are the strict stand-ins of tests/secrets/peers, not a real OpenBao or AWS.
"""
import json
import pathlib
import re
import secrets
import signal
import subprocess
import unittest

import ctl

PEERS = pathlib.Path(__file__).parent.parent / "secrets" / "peers"
PREFIX = "drawbridge/"
KEY_ID = "AKIDEXAMPLEAKIDEXAM"


class Server:
    """Both servers in one shape."""

    def __init__(self, kind):
        self.kind, self.secret = kind, secrets.token_hex(20)
        self.process = subprocess.Popen(["/usr/bin/python3", "-B", PEERS / {"openbao": "openbao.py",
                                                                         "aws": "secretsmanager.py"}[kind]],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if kind == "openbao":
            settings = {"roles": {"role-1": [self.secret]},
                        "policy": {"secret/data/drawbridge/*": ["create", "read", "update"],
                                   "secret/metadata/drawbridge/*": ["list", "delete"]}}
        else:
            settings = {"region": "eu-central-1", "accessKeyId": KEY_ID, "secretAccessKey": self.secret}
        self.address = f"http://127.0.0.1:{self.tell(settings)['port']}"

    def tell(self, command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)
        self.process.stdout.close()

    def entries(self):
        """Their purposes, as Drawbridge calls them."""
        names = self.tell({"get": "entries"})["entries"]
        return {re.sub("_(..)", lambda code: chr(int(code[1], 16)), name.split("/")[2]) for name in names}

    def words(self):
        fields = ["address=" + self.address, "roleId=role-1"] if self.kind == "openbao" else \
            ["region=eu-central-1", "accessKeyId=" + KEY_ID, "endpoint=" + self.address]
        return [word for field in [*fields, "onMyNetwork=yes"] for word in ("--field", field)] + ["--secret-stdin"]


class Stores(unittest.TestCase):
    def setUp(self):
        self.told = []
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)

    def server(self, kind):
        made = Server(kind)
        self.addCleanup(made.end)
        return made

    def done(self, *words, stdin=b""):
        answer = self.space.run(*words, stdin=stdin)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.told.append(answer.text + answer.errors)
        return answer.json

    def to(self, server):
        return self.done("workspace", "move-secrets", server.kind, *server.words(), stdin=server.secret.encode())

    def whole(self, connection):
        self.assertEqual(self.done("workspace", "check"), {"ok": True, "problems": []})
        self.assertEqual(self.space.rows("SELECT kind FROM intents"), [])
        tested = self.space.run("--ca", self.shop.ca, "connection", "test", connection)
        self.assertTrue(tested.json["ok"], tested.text)

    def sign_ins(self):
        return {entry for entry in ctl.keychain_entries() if entry.endswith("/store-sign-in")}

    def test_a_business_is_made_and_used_with_its_keys_on_a_server(self):
        before = self.sign_ins()
        for kind in ("openbao", "aws"):
            with self.subTest(kind):
                self.space = ctl.Workspace()
                self.addCleanup(self.space.end)
                self.told = []
                server = self.server(kind)
                init = ("workspace", "init", "--secrets", kind)
                self.assertEqual(self.space.run(*init).status, 2)
                self.assertEqual(self.space.run(*init, *server.words()[:-1]).status, 2)
                self.assertEqual(self.space.run(*init, *server.words(), "--field", "token=x", stdin=b"x").status, 2)
                wrong = self.space.run(*init, *server.words(), stdin=b"another")
                self.assertEqual((wrong.status, wrong.json["error"]["code"]), (3, "denied"), wrong.text)
                self.assertEqual(self.sign_ins(), before)
                made = self.done(*init, *server.words(), stdin=server.secret.encode())["workspace"]
                self.assertEqual(made["secrets"], kind)
                added = self.space.add_practice(self.shop)
                self.assertEqual(added.status, 0, added.text)
                connection = added.json["connection"]["id"]
                self.whole(connection)
                self.assertEqual(len(server.entries()), 3)
                self.assertEqual(len(self.sign_ins()), len(before) + 1)
                self.assertEqual({entry for entry in ctl.keychain_entries()
                                  if entry.startswith(self.space.identity())}, set())
                replaced = self.space.run("--ca", self.shop.ca, "connection", "replace-key", connection, "--secret-stdin",
                                          stdin=self.shop.keys["Orders only"].encode())
                self.assertEqual(replaced.status, 0, replaced.text)
                self.assertEqual(self.space.run("connection", "remove", connection).status, 0)
                self.assertEqual(server.entries(), {"data-key", "canary"})
                self.nothing_readable(server)
                self.done("workspace", "move-secrets", "keychain")
                self.assertEqual((server.entries(), self.sign_ins()), (set(), before))

    def nothing_readable(self, server):
        texts = [path.read_bytes() for path in self.space.path.rglob("*") if path.is_file()]
        for text in [*texts, *(told.encode() for told in self.told)]:
            self.assertNotIn(server.secret.encode(), text)

    def test_keys_go_round_every_store_and_come_back(self):
        before = self.sign_ins()
        bao, aws = self.server("openbao"), self.server("aws")
        self.space.phrase = self.space.file("vault-phrase", "a long enough passphrase\n")
        self.done("workspace", "init")
        connection = self.space.add_practice(self.shop).json["connection"]["id"]
        self.assertEqual(self.to(bao)["moved"], 1)
        self.whole(connection)
        self.assertEqual(self.space.run("workspace", "move-secrets", "openbao", *bao.words(),
                                        stdin=bao.secret.encode()).json["error"]["code"], "conflict")
        self.to(aws)
        self.assertEqual((len(bao.entries()), len(aws.entries())), (0, 3))
        self.whole(connection)
        self.done("workspace", "move-secrets", "vault")
        self.whole(connection)
        self.to(aws)
        self.assertFalse((self.space.path / "vault.drawbridge").exists())
        self.to(bao)
        self.done("workspace", "move-secrets", "keychain")
        self.whole(connection)
        self.assertEqual((bao.entries(), aws.entries(), self.sign_ins()), (set(), set(), before))
        events = self.done("event", "search", "--type", "workspace.secrets-moved")["events"]
        self.assertEqual(len(events), 6)
        self.assertTrue(any("OpenBao" in event["summary"] for event in events))
        self.space.phrase = None

    def test_killed_at_any_request_no_key_is_lost(self):
        """The server itself kills the program when it has had that many requests."""
        for kind in ("openbao", "aws"):
            server = self.server(kind)
            for way in ("there", "back"):
                for after in range(1, 12, 2):
                    with self.subTest(f"{kind}, {way}, after {after} requests"):
                        self.killed(server, way, after)

    def killed(self, server, way, after):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        before = self.sign_ins()
        there = ("workspace", "move-secrets", server.kind, *server.words())
        self.done("workspace", "init")
        connection = self.space.add_practice(self.shop).json["connection"]["id"]
        if way == "back":
            self.done(*there, stdin=server.secret.encode())
        words = there if way == "there" else ("workspace", "move-secrets", "keychain")
        process = subprocess.Popen([str(word) for word in [ctl.PROGRAM, *self.space.options(), *words]],
                                   stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        server.tell({"kill": process.pid, "after": after})
        process.stdin.write(server.secret.encode())
        process.stdin.close()
        self.assertIn(process.wait(60), (0, -signal.SIGKILL))
        server.tell({"kill": 0, "after": 0})
        self.whole(connection)
        at_server = json.loads((self.space.path / "workspace.json").read_text())["secrets"] == server.kind
        self.assertEqual(len(server.entries()), 3 if at_server else 0)
        self.assertEqual(len(self.sign_ins()), len(before) + (1 if at_server else 0))
        if at_server:
            self.done("workspace", "move-secrets", "keychain")
        self.assertEqual((server.entries(), self.sign_ins()), (set(), before))

    def test_a_server_that_does_not_let_us_in_is_told_and_another_sign_in_helps(self):
        server = self.server("openbao")
        self.done("workspace", "init", "--secrets", "openbao", *server.words(), stdin=server.secret.encode())
        connection = self.space.add_practice(self.shop).json["connection"]["id"]
        server.tell({"sealed": True})
        self.assertIn("sealed", self.space.run("workspace", "info").json["error"]["what"])
        server.tell({"sealed": False})
        following = secrets.token_hex(20)
        server.tell({"roles": {"role-1": [following]}})
        refused = self.space.run("workspace", "info").json["error"]
        self.assertEqual(refused["code"], "locked")
        self.assertIn("store-sign-in", refused["what"])
        self.assertEqual(self.space.run("workspace", "store-sign-in").status, 2)
        self.assertEqual(self.space.run("workspace", "store-sign-in", "--secret-stdin", stdin=b"x").status, 3)
        self.done("workspace", "store-sign-in", "--secret-stdin", stdin=following.encode())
        self.whole(connection)
        server.secret = following
        self.nothing_readable(server)
        self.done("workspace", "move-secrets", "keychain")
        refused = self.space.run("workspace", "store-sign-in", "--secret-stdin", stdin=b"x")
        self.assertEqual(refused.json["error"]["code"], "conflict")


ctl.main()
