# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is replaced from the command line, and the shop's own list says what came of it."""
import datetime
import json
import pathlib
import signal
import ssl
import subprocess
import sys
import time
import unittest
import urllib.error
import urllib.request

import ctl
import oidc
import test_sign_in

ROTATION_PEER = str(pathlib.Path(sys.argv[5]).resolve())
START = {"Owner", "Read everything", "Orders only", "Test shop"}


class Judge:
    """Asks the shop itself, with the key that may do everything."""

    def __init__(self, shop):
        self.shop = shop
        self.tls = ssl.create_default_context(cafile=shop.ca)

    def ask(self, method, path, key, body=None):
        request = urllib.request.Request(self.shop.url + path, method=method,
                                         data=json.dumps(body).encode() if body else None,
                                         headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, context=self.tls, timeout=20) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            error.read()
            return None

    def make(self, label="Till"):
        return self.ask("POST", "/v1/keys", self.shop.keys["Owner"],
                        {"label": label, "scopes": ["orders:read", "products:read"]})["key"]["value"]

    def made(self):
        return [key for key in self.ask("GET", "/v1/keys", self.shop.keys["Owner"])["data"] if key["label"] not in START]

    def id_of(self, value):
        told = self.ask("GET", "/v1/me", value)
        return told["key"]["id"] if told else None


class RotateTests(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--secrets", "keychain").status, 0)

    def credential(self, *words, **more):
        return self.space.run("credential", *words, **more)


class Keys(RotateTests):
    def setUp(self):
        super().setUp()
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)
        self.judge = Judge(self.shop)
        self.first = self.judge.make()
        self.shop.keys["Till"] = self.first
        added = self.space.add_practice(self.shop, "Till", "Till")
        self.assertEqual(added.status, 0, added.text + added.errors)
        self.till = added.json["connection"]["credentials"][0]["id"]
        self.connection = added.json["connection"]["id"]

    def office(self):
        return self.space.add_practice(self.shop, "Office", "Owner").json["connection"]["id"]

    def whole(self, live=1):
        self.assertEqual(self.space.wrong(), [])
        self.assertEqual(len(self.judge.made()), live)

    def credential(self, *words, **more):
        return self.space.run("--ca", self.shop.ca, "credential", *words, **more)

    def rotated(self, *words, status=0, **more):
        answer = self.credential("rotate", *words, **more)
        self.assertEqual(answer.status, status, answer.text + answer.errors)
        return answer.json["rotation"]

    def test_a_key_is_replaced_and_the_old_one_seen_refused_in_one_call(self):
        self.office()
        rotation = self.rotated(self.till)
        self.assertEqual((rotation["phase"], rotation["way"], rotation["fate"]), ("finished", "by-call", "lives-on"))
        self.assertEqual(rotation["oldKey"]["end"], "seen-refused")
        self.assertTrue(rotation["oldKey"]["refusedSince"])
        self.assertTrue(rotation["newKey"]["inUse"])
        self.assertEqual([step["phase"] for step in rotation["steps"]],
                         ["making", "testing", "handing-over", "shutting-off", "finished"])
        self.assertTrue(all(step["at"] for step in rotation["steps"]))
        self.assertIsNone(rotation["steps"][-1]["seconds"])
        self.assertIsNone(self.judge.id_of(self.first))
        self.assertEqual(self.judge.made()[0]["id"], rotation["newKey"]["id"])
        self.whole()

    def test_without_a_key_that_may_make_keys_it_asks_for_one(self):
        waits = self.rotated(self.till, status=1)
        self.assertEqual((waits["phase"], waits["need"]), ("making", "authority"))
        self.assertEqual(self.credential("rotations", "--open").json["rotations"][0]["id"], waits["id"])
        owner = self.shop.keys["Owner"].encode()
        done = self.credential("resume", waits["id"], "--authority-stdin", stdin=owner)
        self.assertEqual(done.status, 0, done.text + done.errors)
        self.assertEqual(done.json["rotation"]["phase"], "finished")
        self.assertEqual(done.json["rotation"]["oldKey"]["end"], "seen-refused")
        self.assertNotIn(owner.decode(), done.text + done.errors)
        self.whole()

    def test_what_goes_with_a_key_for_once_comes_by_field(self):
        waits = self.rotated(self.till, status=1)
        owner = self.shop.keys["Owner"].encode()
        other = self.credential("resume", waits["id"], "--authority-stdin", "--field", "port=1", "--no-wait", stdin=owner)
        self.assertEqual(other.status, 1, other.text + other.errors)
        self.assertIn("belongs to another account", other.json["rotation"]["problem"])
        self.assertEqual(self.judge.made()[0]["id"], self.judge.id_of(self.first))
        self.assertEqual(len(self.judge.made()), 1)
        for words in (["--field", "key=x"], ["--field", "colour=red"], ["--field", "=x"]):
            refused = self.credential("resume", waits["id"], "--authority-stdin", *words, stdin=owner)
            self.assertEqual(refused.status, 2, refused.text + refused.errors)
        self.assertEqual(self.credential("abort", waits["id"]).status, 0)
        done = self.rotated(self.till, "--authority-stdin", "--field", f"port={self.shop.port}", stdin=owner)
        self.assertEqual(done["phase"], "finished")
        self.whole()

    def test_a_connection_can_be_named_whose_key_makes_it(self):
        office = self.office()
        rotation = self.rotated(self.connection, "--with", office)
        self.assertEqual(rotation["phase"], "finished")
        self.whole()

    def test_by_hand_the_new_key_comes_on_standard_input(self):
        self.office()
        waits = self.rotated(self.till, "--by-hand")
        self.assertEqual(waits["phase"], "by-hand")
        wrong = self.credential("resume", waits["id"], "--secret-stdin", stdin=b"psk_" + b"live_" + b"n" * 32)
        self.assertEqual(wrong.status, 1, wrong.text + wrong.errors)
        self.assertEqual(wrong.json["error"]["code"], "refused")
        new = self.judge.make("Till (2)")
        done = self.credential("resume", waits["id"], "--secret-stdin", stdin=new.encode() + b"\n")
        self.assertEqual(done.status, 0, done.text + done.errors)
        self.assertEqual(done.json["rotation"]["phase"], "finished")
        self.assertIsNone(self.judge.id_of(self.first))
        self.assertTrue(self.judge.id_of(new))
        self.assertNotIn(new, done.text + done.errors)
        self.whole()

    def test_places_are_ticked_off_and_the_old_key_lives_until_then(self):
        self.office()
        place = self.space.run("place", "add", "Web shop").json["place"]["id"]
        noted = self.space.run("place", "pasted", place, "--connection", self.connection)
        self.assertEqual(noted.status, 0, noted.text + noted.errors)
        waits = self.rotated(self.till)
        self.assertEqual(waits["phase"], "handing-over")
        self.assertEqual([(one["place"], one["done"]) for one in waits["places"]], [("Web shop", False)])
        self.whole(live=2)
        self.assertEqual(self.credential("resume", waits["id"], "--place-done", "nowhere").status, 3)
        done = self.credential("resume", waits["id"], "--place-done", waits["places"][0]["placement"])
        self.assertEqual(done.json["rotation"]["phase"], "finished", done.text)
        self.whole()

    def test_going_back_ends_the_new_key(self):
        self.office()
        waits = self.rotated(self.till, "--overlap-hours", "24")
        self.assertEqual(waits["phase"], "overlapping")
        back = self.credential("abort", waits["id"])
        self.assertEqual(back.status, 0, back.text + back.errors)
        self.assertEqual(back.json["rotation"]["phase"], "rolled-back")
        self.assertEqual(back.json["rotation"]["newKey"]["end"], "seen-refused")
        self.assertTrue(self.judge.id_of(self.first))
        self.whole()
        again = self.credential("abort", waits["id"])
        self.assertEqual(again.status, 3)
        self.assertEqual(again.json["error"]["code"], "conflict")

    def test_the_old_key_is_ended_before_its_time(self):
        self.office()
        waits = self.rotated(self.till, "--overlap-hours", "24")
        done = self.credential("resume", waits["id"], "--end-old-now")
        self.assertEqual(done.json["rotation"]["phase"], "finished", done.text)
        self.whole()

    def test_what_is_planned_waits(self):
        self.office()
        planned = self.rotated(self.till, "--at", "2099-01-01T03:00:00Z")
        self.assertEqual(planned["phase"], "planned")
        self.assertEqual(planned["startsAt"], "2099-01-01T03:00:00.000Z")
        self.assertEqual(self.credential("rotate", self.till).status, 3)
        done = self.credential("resume", planned["id"])
        self.assertEqual(done.json["rotation"]["phase"], "finished", done.text)

    def test_rules_calendar_and_what_is_due(self):
        self.office()
        rules = self.credential("rules", "--max-age", "30", "--max-age-of", "api-key=20", "--max-age-in",
                                "production=10", "--sensitive", "5", "--quiet", "22:00-06:00", "--told", "Bea",
                                "--overlap-hours", "2")
        self.assertEqual(rules.status, 0, rules.text + rules.errors)
        kept = self.credential("rules").json["rules"]
        self.assertEqual((kept["maxAgeDays"], kept["byKind"], kept["byEnvironment"]),
                         (30, {"api-key": 20}, {"production": 10}))
        self.assertEqual((kept["quietFrom"], kept["quietTo"], kept["told"], kept["overlapHours"]),
                         ("22:00", "06:00", "Bea", 2))
        due = self.credential("calendar", "--days", "60").json["due"]
        self.assertEqual({one["name"] for one in due}, {"Till", "Office"})
        self.assertTrue(all(one["reason"] == "maximum-age" for one in due))
        self.assertEqual(self.credential("calendar", "--days", "1").json["due"], [])
        self.assertEqual(self.credential("rules", "--quiet", "none", "--max-age-of", "api-key=0").status, 0)
        nothing = self.credential("rotate", "--due")
        self.assertEqual(nothing.status, 0, nothing.text + nothing.errors)
        self.assertEqual(nothing.json["rotations"], [])
        for wrong in (["--quiet", "late"], ["--max-age", "x"], ["--max-age-of", "api-key"], ["--max-age-in", "x=1"]):
            self.assertEqual(self.credential("rules", *wrong).status, 2, wrong)

    def test_what_is_due_is_replaced_without_anybody(self):
        self.office()
        today = datetime.date.today().isoformat()
        edited = self.space.run("connection", "edit", self.connection, "--replace-by", today)
        self.assertEqual(edited.status, 0, edited.text + edited.errors)
        other = self.space.run("connection", "add", "slack", "--name", "Chat", "--environment", "production", "--owner",
                               "Ada", "--purpose", "news", "--auth", "bearer", "--no-test", "--secret-stdin",
                               "--replace-by", today, stdin=ctl.key(1))
        self.assertEqual(other.status, 0, other.text + other.errors)
        done = self.credential("rotate", "--due")
        # One is replaced, and of the other its owner is told.
        self.assertEqual(done.status, 1, done.text + done.errors)
        self.assertEqual([one["phase"] for one in done.json["rotations"]], ["finished"])
        self.assertEqual([one["name"] for one in done.json["byHand"]], ["Chat"])
        self.assertEqual((done.json["failed"], done.json["quiet"]), ([], False))
        self.whole()

    def test_what_lives_is_listed_with_its_age(self):
        self.office()
        self.rotated(self.till, "--overlap-hours", "24")
        live = self.credential("live").json["keys"]
        till = [(key["version"], key["stage"], key["end"]) for key in live if key["name"] == "Till"]
        self.assertEqual(sorted(till), [(1, "previous", "not-begun"), (2, "current", "not-begun")])
        self.assertEqual(live[0]["stage"], "previous")
        self.assertTrue(all(key["ageDays"] == 0 for key in live))

    def test_a_report_for_somebody_who_was_not_there(self):
        self.office()
        edited = self.space.run("connection", "edit", self.connection, "--name", "Till | *bold* <b> https://evil.example")
        self.assertEqual(edited.status, 0, edited.text + edited.errors)
        rotation = self.rotated(self.till)
        folder = self.space.path.parent
        for name in ("report.json", "report.md"):
            answer = self.credential("report", rotation["id"], folder / name)
            self.assertEqual(answer.status, 0, answer.text + answer.errors)
        report = json.loads((folder / "report.json").read_text())
        self.assertEqual(report["rotation"]["id"], rotation["id"])
        self.assertIn("credential.rotation.started", [event["type"] for event in report["events"]])
        self.assertIn("connection.shut-off.refused", [event["type"] for event in report["events"]])
        self.assertEqual(report["events"], sorted(report["events"], key=lambda event: event["seq"]))
        self.assertTrue(all(event["actor"] for event in report["events"]))
        self.assertEqual(report["looksAtOldKey"][0]["verdict"], "refused")
        text = (folder / "report.md").read_text()
        self.assertIn("Till \\| \\*bold\\* \\<b\\> https\\://evil.example", text)
        self.assertNotIn("<b>", text.replace("\\<b", ""))
        self.assertNotIn("by hand", text)
        for secret in (self.first, self.shop.keys["Owner"]):
            self.assertNotIn(secret, text + json.dumps(report))
        self.assertEqual(self.credential("report", rotation["id"], folder / "report.exe").status, 2)
        self.assertEqual(self.credential("report", "nobody", folder / "x.md").status, 3)
        self.assertEqual(self.credential("report", rotation["id"], folder / "no" / "x.md").status, 3)

    def test_wrong_usage_is_told(self):
        for words in (["rotate"], ["rotate", self.till, "--due"], ["rotate", "--due", "--by-hand"],
                      ["rotate", self.till, "--at", "soon"], ["rotate", self.till, "--overlap-hours", "-1"],
                      ["rotate", self.till, "--with", "a", "--authority-stdin"], ["resume"], ["abort"],
                      ["resume", "a", "--by-hand", "--end-old-now"], ["resume", "a", "--field", "port=1"],
                      ["rotate", self.till, "--field", "port=1"], ["rotate", "--due", "--field", "port=1"],
                      ["report", "a"]):
            self.assertEqual(self.credential(*words).status, 2, words)
        for words in (["rotate", "nobody"], ["resume", "nobody"], ["abort", "nobody"], ["rotations", "nobody"]):
            answer = self.credential(*words)
            self.assertEqual((answer.status, answer.json["error"]["code"]), (3, "not-found"), words)

    def test_stopped_it_says_how_to_go_on(self):
        self.office()
        self.shop.process.send_signal(signal.SIGSTOP)
        words = [ctl.PROGRAM, "--ca", self.shop.ca, *self.space.options(), "credential", "rotate", self.till]
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            deadline = time.monotonic() + 20
            while not self.space.rows("SELECT id FROM rotations"):
                self.assertLess(time.monotonic(), deadline, "it did not begin")
                time.sleep(0.05)
            time.sleep(0.3)  # until it waits for the answer
            process.send_signal(signal.SIGINT)
            said, errors = process.communicate(timeout=30)
        finally:
            self.shop.process.send_signal(signal.SIGCONT)
        self.assertEqual(process.returncode, 3, said + errors)
        rotation = self.credential("rotations", "--open").json["rotations"][0]
        self.assertIn(f"credential resume {rotation['id']}".encode(), errors)
        done = self.credential("resume", rotation["id"])
        self.assertEqual(done.json["rotation"]["phase"], "finished", done.text + done.errors)
        self.whole()


class SignIns(RotateTests):
    """A sign-in is renewed: killed at every request of it, it goes on, and the server knows one that lives."""

    def setUp(self):
        super().setUp()
        self.server = oidc.OidcServer()
        self.addCleanup(self.server.end)

    def connected(self):
        sign_in = test_sign_in.SignIn(self.space, self.server)
        oidc.Browser().sign_in(sign_in.page)
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]

    def test_a_sign_in_is_renewed(self):
        connection = self.connected()
        answer = self.credential("rotate", connection["credentials"][0]["id"])
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        rotation = answer.json["rotation"]
        self.assertEqual((rotation["way"], rotation["phase"]), ("renewal", "finished"), answer.text)
        self.assertEqual(self.space.run("connection", "test", connection["id"]).status, 0)
        self.assertEqual(self.space.wrong(), [])

    def killed_while(self, credential, hang):
        hung = self.server.control(hang=hang)["hung"]
        words = [ctl.PROGRAM, *self.space.options(), "credential", "rotate", credential]
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 20
        while self.server.control()["hung"] == hung:
            self.assertIsNone(process.poll(), "it ended by itself")
            self.assertLess(time.monotonic(), deadline, f"nobody came: {hang}")
            time.sleep(0.02)
        process.kill()
        self.assertEqual(process.wait(), -9)
        self.server.control(hang="")

    def test_killed_at_any_request_it_is_renewed_or_says_that_it_has_to_be_connected_again(self):
        ends = []
        for hang in ("before /token 1", "after /token 1", "before /me 1", "after /me 1"):
            with self.subTest(hang):
                RotateTests.setUp(self)  # a business of its own
                connection = self.connected()
                self.killed_while(connection["credentials"][0]["id"], hang)
                self.assertEqual(self.space.wrong(), [])
                rotation = self.credential("rotations").json["rotations"][0]
                answer = self.credential("resume", rotation["id"])
                phase = answer.json["rotation"]["phase"]
                ends.append(phase)
                works = self.space.run("connection", "test", connection["id"]).status == 0
                if phase == "finished":
                    self.assertTrue(works, answer.text)
                else:
                    # The answer with the new one was lost, and this server takes a used one for a theft.
                    self.assertEqual((hang, phase), ("after /token 1", "reconnect"), answer.text)
                    self.assertEqual(answer.status, 1)
                    self.assertTrue(answer.json["rotation"]["problem"])
                    self.assertFalse(works)
                self.assertEqual(self.space.wrong(), [])
        print(f"{len(ends)} deaths at requests", flush=True)

    def test_killed_at_every_step_it_goes_on(self):
        deaths = 0
        while True:
            RotateTests.setUp(self)  # a business of its own
            connection = self.connected()
            before = self.server.control()["live"]
            died = subprocess.run([ROTATION_PEER, "rotate", str(self.space.path), "system",
                                   connection["credentials"][0]["id"], "--die", str(deaths + 1)],
                                  capture_output=True, timeout=60, check=False)
            if died.returncode != -9:
                self.assertEqual(died.returncode, 0, died.stderr.decode())
                break
            deaths += 1
            with self.subTest(died.stdout.decode().splitlines()[-1]):
                self.assertEqual(self.space.wrong(), [])
                self.assertEqual(self.space.run("connection", "test", connection["id"]).status, 0)
                rotation = self.credential("rotations").json["rotations"][0]
                answer = self.credential("resume", rotation["id"])
                self.assertEqual(answer.status, 0, answer.text + answer.errors)
                rotation = self.credential("rotations").json["rotations"][0]
                self.assertEqual(rotation["phase"], "finished", answer.text)
                self.assertEqual(self.space.run("connection", "test", connection["id"]).status, 0)
                self.assertEqual(self.space.wrong(), [])
                # What it gave since lives, and nothing that nobody has: a renewal ends the refresh token before it.
                self.assertLessEqual(self.server.control()["live"], before + 4)
        self.assertGreaterEqual(deaths, 6)
        print(f"{deaths} deaths at steps", flush=True)


if __name__ == "__main__":
    ctl.main()
