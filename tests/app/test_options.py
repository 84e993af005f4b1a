# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of connecting, putting on the map and searching: what it does, and what is said where it is wrong."""
import datetime
import pathlib
import signal
import socket
import subprocess
import unittest

import ctl

TOMORROW = (datetime.date.today() + datetime.timedelta(days=2)).isoformat()
YESTERDAY = (datetime.date.today() - datetime.timedelta(days=2)).isoformat()
STRIPE_KEY = ("rk_" + "test_" + "9" * 24).encode()


class Options(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shop = ctl.PracticeShop()

    @classmethod
    def tearDownClass(cls):
        cls.shop.end()

    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        answer = self.space.run("workspace", "init")
        self.assertEqual(answer.status, 0, answer.text + answer.errors)

    def add(self, app, *words, name="Shop", stdin=b"", environment="staging"):
        return self.space.run("connection", "add", app, "--name", name, "--environment", environment, "--owner", "Ada",
                              "--purpose", "order totals", *words, stdin=stdin)

    def add_stripe(self, *words, stdin=STRIPE_KEY, name="Shop"):
        return self.add("stripe", "--no-test", "--secret-stdin", *words, stdin=stdin, name=name)

    def added(self, answer):
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]

    def refused(self, answer, status, words, code=None):
        """With that exit status and a sentence that holds the words, and nothing was kept."""
        self.assertEqual(answer.status, status, answer.text + answer.errors)
        if status == 3:
            error = answer.json["error"]
            self.assertIn(words, error["what"])
            if code:
                self.assertEqual(error["code"], code)
        else:
            self.assertEqual(answer.text, "")
            self.assertIn(words, answer.errors)
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])
        self.assertEqual(self.space.run("credential", "list").json["credentials"], [])
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})

    def test_jobs_bring_their_scopes(self):
        profile = self.space.run("catalog", "show", "stripe").json["profile"]
        jobs = [job["id"] for job in profile["jobs"]][:2]
        made = self.added(self.add_stripe("--job", jobs[0], "--job", jobs[1]))
        self.assertEqual(made["jobs"], jobs)
        self.assertNotEqual(made["scopes"], [])

    def test_scopes_that_are_named_are_kept(self):
        made = self.added(self.add("github", "--no-test", "--secret-stdin", "--auth", "bearer", "--scope", "repo",
                                   "--scope", "read:org", stdin=("ghp" + "_" + "a1B2" * 9).encode()))
        self.assertEqual(made["scopes"], ["repo", "read:org"])

    def test_the_usual_reminder_comes_before_the_end(self):
        made = self.added(self.add_stripe("--expires", TOMORROW))
        self.assertLess(made["credentials"][0]["replaceBy"], TOMORROW)

    def test_a_key_in_the_place_of_the_app_is_not_repeated(self):
        answer = self.add(STRIPE_KEY.decode(), "--no-test", "--secret-stdin", stdin=STRIPE_KEY)
        self.refused(answer, 2, "replace it")
        self.assertNotIn("9" * 12, answer.errors)

    def test_a_workspace_without_a_name_is_none(self):
        answer = ctl.run("--workspace", "", "workspace", "info")
        self.assertEqual(answer.status, 2, answer.text + answer.errors)

    def test_a_key_is_not_sent_to_another_app(self):
        answer = self.add("practice-shop", "--auth", "client-credentials", "--field", "clientId=practice-1", "--secret-stdin",
                          "--on-my-network", stdin=STRIPE_KEY)
        self.refused(answer, 3, "key of Stripe", "invalid-input")

    def test_dates_stand_with_the_key(self):
        made = self.added(self.add_stripe("--expires", TOMORROW, "--replace-by", TOMORROW))
        self.assertEqual(made["credentials"][0]["endsAt"][:10], TOMORROW)
        self.assertEqual(made["credentials"][0]["replaceBy"][:10], TOMORROW)

    def test_dates_that_are_wrong_are_told(self):
        for option in ("--expires", "--replace-by"):
            for held in ((), ("--held-by", "zapier")):
                words = held or ("--no-test", "--secret-stdin")
                for date in ("tomorrow", "2027-13-01", "2027-02-30", "01.02.2027", "2027-02-21x", ""):
                    with self.subTest(option=option, date=date, held=held):
                        self.refused(self.add("stripe", *words, option, date, stdin=STRIPE_KEY), 2, option)
                with self.subTest(option=option, held=held):
                    self.refused(self.add("stripe", *words, option, YESTERDAY, stdin=STRIPE_KEY), 3, YESTERDAY,
                                 "invalid-input")

    def test_what_the_catalog_does_not_know_is_told(self):
        self.refused(self.add("no-such-app", "--no-test", "--secret-stdin", stdin=b"x"), 3, "no-such-app", "not-found")
        self.refused(self.add("no-such-app", "--held-by", "zapier"), 3, "no-such-app", "not-found")
        self.refused(self.add_stripe("--job", "make-coffee"), 3, "make-coffee", "invalid-input")
        self.refused(self.add("stripe", "--held-by", "zapier", "--job", "make-coffee"), 3, "make-coffee", "invalid-input")
        self.refused(self.add_stripe("--field", "planet=Mars"), 3, "planet", "invalid-input")
        self.refused(self.add_stripe(stdin=b'{"planet": "Mars"}'), 3, "planet", "invalid-input")
        self.refused(self.add("practice-shop", "--no-test", "--secret-stdin", "--on-my-network", "--field", "port=7443",
                              "--scope", "orders:eat", stdin=self.shop.keys["Read everything"].encode()),
                     3, "orders:eat", "invalid-input")

    def test_wrong_usage_is_told(self):
        for words, told in ((("--auth", "magic"), "--auth"), (("--field", "novalue"), "--field"),
                            (("--field", "=x"), "--field"), (("--base-url", "http://[bad"), "--base-url"),
                            (("--colour", "red"), "colour"), (("another",), "another")):
            with self.subTest(words):
                self.refused(self.add_stripe(*words), 2, told)
        self.refused(self.add("stripe", "--no-test"), 2, "--secret-stdin")
        self.refused(self.add("stripe", "--no-test", "--secret-stdin", environment="moon"), 2, "--environment")
        for missing in ("--name", "--environment", "--owner", "--purpose"):
            words = ["--name", "S", "--environment", "staging", "--owner", "A", "--purpose", "p"]
            at = words.index(missing)
            answer = self.space.run("connection", "add", "stripe", "--no-test", "--secret-stdin", *words[:at],
                                    *words[at + 2:], stdin=STRIPE_KEY)
            self.refused(answer, 2, missing)

    def test_what_others_hold_has_no_key_here(self):
        for words in (("--secret-stdin",), ("--auth", "bearer"), ("--scope", "a"), ("--field", "a=b"), ("--no-test",),
                      ("--base-url", "https://a.example"), ("--on-my-network",), ("--yes",)):
            with self.subTest(words):
                self.refused(self.add("stripe", "--held-by", "zapier", *words, stdin=STRIPE_KEY), 2, words[0])

    def test_a_secret_that_is_none_is_told(self):
        for secret, words in ((b"", "empty"), (b"\n", "empty"), (b"  \t\n", "empty"), (b"{broken", "JSON"),
                              (b'{"key": 5}', "text"), (b"{}", "JSON"), (b"x" * (1024 * 1024 + 1), "1 MiB")):
            with self.subTest(secret[:12]):
                self.refused(self.add_stripe(stdin=secret), 3, words, "invalid-input")

    def test_a_secret_may_be_bare_or_an_object(self):
        self.added(self.add_stripe(stdin=STRIPE_KEY + b"\r\n", name="bare"))
        self.added(self.add_stripe(stdin=b'{"key": "%s"}' % STRIPE_KEY, name="object"))

    def test_a_key_longer_than_the_keychain_takes_is_kept_sealed(self):
        value = b"marked long key " * 8000
        made = self.added(self.add("other", "--auth", "bearer", "--base-url", "https://api.shop.example", "--no-test",
                                   "--secret-stdin", stdin=value))
        for file in self.space.path.rglob("*"):
            if file.is_file():
                self.assertNotIn(b"marked long key", file.read_bytes(), file.name)
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})
        self.assertEqual(self.space.run("connection", "remove", made["id"]).status, 0)
        self.assertEqual(self.space.run("credential", "list").json["credentials"], [])

    def test_a_secret_field_is_no_option(self):
        answer = self.add("twilio", "--no-test", "--secret-stdin", "--auth", "basic", "--field", "keySecret=" + "a" * 32,
                          stdin=b'{"accountSid": "AC%s"}' % (b"0" * 32))
        self.refused(answer, 2, "keySecret")
        self.assertNotIn("a" * 32, answer.errors)

    def test_a_missing_field_is_named(self):
        self.refused(self.add("twilio", "--no-test", "--secret-stdin", "--auth", "basic",
                              stdin=b'{"accountSid": "AC%s"}' % (b"0" * 32)), 3, "missing", "invalid-input")
        self.refused(self.add("shopify", "--no-test", "--secret-stdin", "--auth", "api-key",
                              stdin=("shpat" + "_" + "0a1b" * 8).encode()), 3, "missing", "invalid-input")

    def test_an_app_without_a_key_takes_none(self):
        self.refused(self.add("other", "--auth", "none", "--base-url", "https://feed.example", "--no-test",
                              "--secret-stdin", stdin=b"x"), 2, "--secret-stdin")

    def test_every_way_to_connect_the_other_app(self):
        ways = {"api-key": b"abc", "bearer": b"abc", "basic": b'{"user": "ada", "password": "abc"}', "none": None,
                "client-credentials": b'{"clientId": "shop", "clientSecret": "abc"}'}
        profile = self.space.run("catalog", "show", "other").json["profile"]
        # Signing in takes somebody at a browser: test_sign_in.py.
        self.assertEqual({option["kind"] for option in profile["auth"]} - {"oauth", "device"}, set(ways))
        for auth, secret in ways.items():
            extra = ["--secret-stdin"] if secret else []
            if auth == "client-credentials":
                extra += ["--field", "tokenUrl=https://api.shop.example/token"]
            with self.subTest(auth):
                made = self.added(self.add("other", "--auth", auth, "--base-url", "https://api.shop.example", "--no-test",
                                           *extra, stdin=secret or b"", name=auth))
                self.assertEqual(len(made["credentials"]), 1 if secret else 0)

    def test_a_client_has_an_id_and_a_secret(self):
        fields = ("--no-test", "--secret-stdin", "--auth", "client-credentials", "--field", "accountId=" + "a" * 20,
                  "--field", "clientId=" + "c" * 20)
        made = self.added(self.add("zoom", *fields, stdin=b"s" * 32))
        self.assertEqual(made["credentials"][0]["kind"], "client-secret")
        self.assertEqual(made["fields"], {"accountId": "a" * 20, "clientId": "c" * 20})

    def test_the_owners_own_header_is_kept(self):
        words = ("--no-test", "--secret-stdin", "--auth", "api-key", "--base-url", "https://api.shop.example", "--field")
        self.assertEqual(self.added(self.add("other", *words, "header=X-Token", stdin=b"abc"))["fields"],
                         {"header": "X-Token"})
        self.assertEqual(self.add("other", *words, "header=two words", stdin=b"abc").json["error"]["code"],
                         "invalid-input")

    def test_a_key_leaves_for_no_other_host(self):
        self.refused(self.add_stripe("--base-url", "https://elsewhere.example"), 3, "", "insecure")

    def test_the_test_comes_first_and_its_account_is_confirmed(self):
        words = ["--ca", self.shop.ca, "connection", "add", "practice-shop", "--name", "P", "--environment",
                 "development", "--owner", "Ada", "--purpose", "p", "--field", f"port={self.shop.port}",
                 "--on-my-network", "--secret-stdin"]
        key = self.shop.keys["Read everything"].encode()
        asked = self.space.run(*words, stdin=key)
        self.refused(asked, 3, "belongs to", "conflict")
        self.assertNotEqual(asked.json["error"]["detail"], "")
        wrong = bytearray(key)
        wrong[-1] = ord("0") if wrong[-1] != ord("0") else ord("1")
        self.refused(self.space.run(*words, "--yes", stdin=bytes(wrong)), 3, "", "refused")
        self.assertEqual(self.added(self.space.run(*words, "--yes", stdin=key))["running"], "yes")

    def test_flows_say_what_is_wrong(self):
        shop = self.added(self.add_stripe())["id"]
        books = self.added(self.add("quickbooks", "--held-by", "zapier", name="Books"))["id"]
        gone = self.added(self.add("hubspot", "--held-by", "zapier", name="CRM"))["id"]
        self.assertEqual(self.space.run("connection", "remove", gone).status, 0)

        def flow(*words):
            return self.space.run("flow", "add", *words)
        ends = ["--from", shop, "--to", books]
        for words, status, code in (
                ([*ends, "--data", "gossip", "--purpose", "p"], 3, "invalid-input"),
                ([*ends, "--data", "order-totals", "gossip", "--purpose", "p"], 3, "invalid-input"),
                (["--from", shop, "--to", shop, "--data", "order-totals", "--purpose", "p"], 3, "invalid-input"),
                (["--from", shop, "--to", gone, "--data", "order-totals", "--purpose", "p"], 3, "not-found"),
                (["--from", "nobody", "--to", books, "--data", "order-totals", "--purpose", "p"], 3, "not-found"),
                ([*ends, "--data", "order-totals", "--purpose", " "], 3, "invalid-input"),
                ([*ends, "--data", "order-totals", "--purpose", "p" * 501], 3, "invalid-input"),
                ([*ends, "--data", "order-totals"], 2, None), ([*ends, "--purpose", "p"], 2, None),
                ([*ends, "--data", "--purpose", "p"], 2, None)):
            with self.subTest(words):
                answer = flow(*words)
                self.assertEqual(answer.status, status, answer.text + answer.errors)
                if status == 3:
                    self.assertEqual(answer.json["error"]["code"], code)
                    self.assertTrue(answer.json["error"]["what"])
        self.assertEqual(self.space.run("flow", "list", "--all").json["flows"], [])
        made = flow(*ends, "--data", "order-totals", "order-totals", "--purpose", "p", "--via", "zapier")
        self.assertEqual(made.status, 0, made.text + made.errors)
        self.assertEqual(made.json["flow"]["data"], ["order-totals"])
        number = made.json["flow"]["id"]
        self.assertEqual(self.space.run("flow", "retire", number).status, 0)
        again = self.space.run("flow", "retire", number)
        self.assertEqual((again.status, again.json["error"]["code"]), (3, "conflict"))
        self.assertEqual(self.space.run("flow", "retire", "nobody").json["error"]["code"], "not-found")
        self.assertEqual(len(self.space.run("flow", "list", "--all").json["flows"]), 1)

    def test_events_are_found_by_every_option(self):
        shop = self.added(self.add_stripe())["id"]
        self.added(self.add("hubspot", "--held-by", "zapier", name="CRM"))
        self.assertEqual(self.space.run("connection", "pause", shop).status, 0)

        def found(*words):
            answer = self.space.run("event", "search", *words)
            self.assertEqual(answer.status, 0, answer.text + answer.errors)
            return [event["type"] for event in answer.json["events"]]
        everything = found()
        self.assertEqual(everything[0], "connection.paused")
        self.assertEqual(found("--connection", shop), ["connection.paused", "connection.added"])
        self.assertEqual(found("--type", "connection.listed"), ["connection.listed"])
        self.assertEqual(len(found("--type", "connection.")), 3)
        self.assertEqual(found("--type", "connection.listed", "--type", "connection.paused"),
                         ["connection.paused", "connection.listed"])
        self.assertEqual(found("paused"), ["connection.paused"])
        self.assertEqual(found("nothing of the kind"), [])
        self.assertEqual(found("--limit", "1"), everything[:1])
        self.assertEqual(found("--since", TOMORROW), [])
        self.assertEqual(found("--until", YESTERDAY), [])
        self.assertEqual(found("--since", YESTERDAY, "--until", TOMORROW), everything)
        self.assertEqual(found('"quoted', "--limit", "5"), [])
        for words in (("--since", "yesterday"), ("--until", "2026-13-01"), ("--limit", "0"), ("--limit", "10001"),
                      ("--before", "0"), ("--before", "x"), ("--connection",), ("a", "b")):
            with self.subTest(words):
                self.assertEqual(self.space.run("event", "search", *words).status, 2)

    def test_a_restore_that_fails_is_told(self):
        def file(name, text):
            made = pathlib.Path(self.space.holder.name) / name
            made.touch(mode=0o600)
            made.write_text(text + "\n")
            return made
        right, wrong = file("right", "battery staple horse"), file("wrong", "another one altogether")
        backup = pathlib.Path(self.space.holder.name) / "backup"
        self.assertEqual(self.space.run("workspace", "backup", backup, "--passphrase-file", right).status, 0)
        other = ctl.Workspace()
        self.addCleanup(other.holder.cleanup)
        refused = other.run("workspace", "restore", backup, "--passphrase-file", wrong)
        self.assertEqual((refused.status, refused.json["error"]["code"]), (3, "invalid-input"))
        self.assertEqual(other.run("workspace", "restore", backup.with_name("no"), "--passphrase-file", right).status, 3)
        self.assertEqual(other.run("workspace", "info").json["error"]["code"], "not-found")
        self.assertEqual(other.run("workspace", "restore", backup, "--passphrase-file", right).status, 0)

    def test_the_keys_move_to_a_vault_and_back(self):
        shop = self.added(self.add_stripe())
        phrase = pathlib.Path(self.space.holder.name) / "phrase"
        phrase.touch(mode=0o600)
        phrase.write_text("a long enough passphrase\n")
        vault = ("--vault-passphrase-file", phrase)
        self.assertEqual(self.space.run("workspace", "move-secrets").status, 2)
        self.assertEqual(self.space.run("workspace", "move-secrets", "pocket").status, 2)
        self.assertEqual(self.space.run("workspace", "move-secrets", "vault").json["error"]["code"], "not-found")
        self.assertEqual(self.space.run("workspace", "move-secrets", "keychain").json["error"]["code"], "conflict")
        moved = self.space.run(*vault, "workspace", "move-secrets", "vault")
        self.assertEqual(moved.json, {"secrets": "vault", "moved": 1, "toPaste": []}, moved.errors)
        self.assertEqual(self.space.run("workspace", "info").json["error"]["code"], "locked")
        self.assertEqual(self.space.run(*vault, "workspace", "info").json["workspace"]["secrets"], "vault")
        self.assertEqual(self.space.run(*vault, "workspace", "check").json, {"ok": True, "problems": []})
        self.assertEqual(self.space.run(*vault, "connection", "show", shop["id"]).status, 0)
        wrong = pathlib.Path(self.space.holder.name) / "wrong"
        wrong.touch(mode=0o600)
        wrong.write_text("another passphrase\n")
        refused = self.space.run("--vault-passphrase-file", wrong, "workspace", "move-secrets", "keychain")
        self.assertEqual(refused.json["error"]["code"], "invalid-input")
        back = self.space.run(*vault, "workspace", "move-secrets", "keychain")
        self.assertEqual(back.json["moved"], 1, back.errors)
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})
        self.assertFalse((self.space.path / "vault.drawbridge").exists())


class Descriptors(unittest.TestCase):
    """What the shell gives a program to read from and to write to may be missing or full."""

    def ctl(self, *words, **more):
        return subprocess.run([ctl.PROGRAM, *words], capture_output=True, timeout=60, **more)

    def shell(self, line):
        return subprocess.run(["sh", "-c", line, "sh", ctl.PROGRAM], capture_output=True, timeout=60)

    def test_a_closed_input_is_an_empty_one(self):
        done = self.shell('"$1" --json recognize <&-')
        self.assertEqual((done.returncode, done.stdout.strip()), (0, b'{"results":[]}'))

    def test_a_closed_output_goes_nowhere_else(self):
        done = self.shell('"$1" --json catalog list >&-; echo $?')
        self.assertEqual(done.stdout.split(), [b"0"])

    def test_an_answer_that_cannot_be_written_is_no_success(self):
        done = self.shell('"$1" --json catalog list >/dev/full')
        self.assertEqual(done.returncode, 3)
        self.assertIn(b"could not be written", done.stderr)


class Moving(unittest.TestCase):
    """The keys go to the other store while others are at work, and while the mover is killed."""

    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.phrase = pathlib.Path(self.space.holder.name) / "phrase"
        self.phrase.touch(mode=0o600)
        self.phrase.write_text("a long enough passphrase\n")
        self.assertEqual(self.run_here("workspace", "init").status, 0)

    def run_here(self, *words, stdin=b""):
        return self.space.run("--vault-passphrase-file", self.phrase, *words, stdin=stdin)

    def words(self, *words):
        return [ctl.PROGRAM, "--workspace", str(self.space.path), "--vault-passphrase-file", str(self.phrase), "--json",
                *words]

    def add_words(self, name):
        return ("connection", "add", "stripe", "--name", name, "--environment", "staging", "--owner", "Ada", "--purpose",
                "p", "--no-test", "--secret-stdin")

    def is_whole(self, secrets):
        self.assertEqual(self.run_here("workspace", "check").json, {"ok": True, "problems": []})
        self.assertEqual(self.run_here("workspace", "info").json["workspace"]["secrets"], secrets)
        self.assertEqual((self.space.path / "vault.drawbridge").exists(), secrets == "vault")

    def test_others_who_add_keys_meanwhile_lose_none(self):
        for name in ("One", "Two"):
            self.assertEqual(self.run_here(*self.add_words(name), stdin=STRIPE_KEY).status, 0)
        for secrets in ("vault", "keychain"):
            before = len(self.run_here("connection", "list").json["connections"])
            others = [subprocess.Popen(self.words(*self.add_words(f"{secrets} {i}")), stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) for i in range(6)]
            mover = subprocess.Popen(self.words("workspace", "move-secrets", secrets), stdout=subprocess.PIPE,
                                     stderr=subprocess.DEVNULL)
            kept = 0
            for other in others:
                answer = ctl.json.loads(other.communicate(STRIPE_KEY, timeout=120)[0])
                kept += other.returncode == 0
                if other.returncode != 0:
                    self.assertIn(answer["error"]["code"], ("busy", "conflict"), answer)
            said = ctl.json.loads(mover.communicate(timeout=120)[0])
            # Somebody was storing a key at that very moment: it says so, and nothing moved.
            while mover.returncode != 0:
                self.assertEqual(said["error"]["code"], "busy", said)
                again = self.run_here("workspace", "move-secrets", secrets)
                mover.returncode, said = again.status, again.json
            self.is_whole(secrets)
            self.assertEqual(len(self.run_here("connection", "list").json["connections"]), before + kept)

    def test_a_mover_that_is_killed_leaves_it_whole(self):
        for i in range(8):
            self.assertEqual(self.run_here(*self.add_words(f"Shop {i}"), stdin=STRIPE_KEY).status, 0)
        for secrets, other in (("vault", "keychain"), ("keychain", "vault")):
            for at in (1, 5):
                with self.subTest(secrets=secrets, at=at):
                    mover = subprocess.Popen(self.words("workspace", "move-secrets", secrets), stdout=subprocess.DEVNULL,
                                             stderr=subprocess.PIPE)
                    with mover.stderr:
                        line = b" "
                        while line and f"Moved {at} of 8".encode() not in line:
                            line = mover.stderr.readline()
                        self.assertNotEqual(line, b"", "it never said so")
                        mover.kill()
                        mover.wait(timeout=20)
                    # Killed before or after the one step in which they change hands, by who was faster.
                    now = self.run_here("workspace", "info").json["workspace"]["secrets"]
                    self.is_whole(now)
                    if now == secrets:
                        self.assertEqual(self.run_here("workspace", "move-secrets", other).status, 0)
            self.assertEqual(self.run_here("workspace", "move-secrets", secrets).status, 0)
            self.is_whole(secrets)
            self.assertEqual(len(self.run_here("connection", "list").json["connections"]), 8)


class Stopping(unittest.TestCase):
    """Ctrl-C and SIGTERM end any verb, and nothing is half done."""

    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.assertEqual(self.space.run("workspace", "init").status, 0)

    def start(self, *words):
        process = subprocess.Popen([ctl.PROGRAM, "--workspace", str(self.space.path), "--json", *words],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for stream in (process.stdin, process.stdout, process.stderr):
            self.addCleanup(stream.close)
        return process

    def stop(self, process, number):
        process.send_signal(number)
        status = process.wait(timeout=20)
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])
        self.assertEqual(self.space.run("workspace", "check").json, {"ok": True, "problems": []})
        return status

    def test_while_it_waits_for_the_secret(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start("connection", "add", "stripe", "--name", "S", "--environment", "staging", "--owner",
                                     "A", "--purpose", "p", "--no-test", "--secret-stdin")
                process.stdin.write(b"half of a ke")
                process.stdin.flush()
                self.wait_until_it_reads(process)
                self.assertEqual(self.stop(process, number), 3)
                self.assertIn(b'"cancelled"', process.stdout.read())

    def test_while_a_server_says_nothing(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            for number in (signal.SIGINT, signal.SIGTERM):
                with self.subTest(number):
                    process = self.start("connection", "add", "other", "--name", "S", "--environment", "staging",
                                         "--owner", "A", "--purpose", "p", "--auth", "bearer", "--base-url",
                                         f"https://127.0.0.1:{silent.getsockname()[1]}", "--field", "probe=/me",
                                         "--on-my-network", "--secret-stdin")
                    process.stdin.write(b"a key\n")
                    process.stdin.close()
                    silent.settimeout(30)
                    peer, _ = silent.accept()
                    with peer:
                        self.assertEqual(self.stop(process, number), 3)
                    self.assertIn(b'"cancelled"', process.stdout.read())

    def test_while_it_waits_for_lines(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start("recognize")
                process.stdin.write(b"one line\n")
                process.stdin.flush()
                self.wait_until_it_reads(process)
                self.assertEqual(self.stop(process, number), -number)

    def wait_until_it_reads(self, process):
        """Until what was written has been taken out of the pipe."""
        import fcntl
        import struct
        import termios
        waiting = 1
        while waiting and process.poll() is None:
            waiting = struct.unpack("i", fcntl.ioctl(process.stdin, termios.FIONREAD, b"\0\0\0\0"))[0]
        self.assertIsNone(process.poll())


ctl.main()
