# SPDX-License-Identifier: GPL-3.0-or-later
"""Signing in at an authorization server that is not ours, keeping it alive, and what it does wrong."""
import concurrent.futures
import json
import pathlib
import shutil
import subprocess
import tempfile
import unittest
import urllib.parse

import ctl
import oidc


class SignIn:
    """`connection add --auth oauth|device`, as far as the page to open."""

    def __init__(self, space, server, *more, client="desktop", secret=None, auth="oauth", ca=None, name="Shop",
                 scopes=("openid", "orders")):
        words = [ctl.PROGRAM, *(["--ca", ca] if ca else []), *space.options(), "connection", "add", "other", "--name",
                 name, "--environment", "production", "--owner", "Ada", "--purpose", "books", "--auth", auth,
                 "--base-url", server.issuer, "--field", "probe=/me", "--field", f"clientId={client}", "--field",
                 f"issuer={server.issuer}", "--on-my-network", "--yes"]
        for scope in scopes:
            words += ["--scope", scope]
        words += more
        if secret:
            words.append("--secret-stdin")
        self.process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE)
        if secret:
            self.process.stdin.write(secret.encode())
            self.process.stdin.close()
            self.process.stdin = None
        line = self.process.stdout.readline()
        self.first = json.loads(line) if line else {}

    @property
    def page(self):
        return self.first["authorizeUrl"]

    def end(self):
        text, errors = self.process.communicate(timeout=60)
        return ctl.Answer(self.process.returncode, text.decode(), errors.decode())


class SignInTests(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--secrets", "keychain").status, 0)
        self.server = oidc.OidcServer()
        self.addCleanup(self.server.end)

    def connected(self, **more):
        sign_in = SignIn(self.space, self.server, **more)
        status, _, text = oidc.Browser().sign_in(sign_in.page)
        self.assertEqual(status, 200, text)
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]

    def sign_in_of(self, connection):
        shown = self.space.run("connection", "show", connection["id"])
        return shown.json["connection"]["credentials"][0]["signIn"]

    def test_a_browser_connects_and_the_key_belongs_to_somebody(self):
        connection = self.connected()
        self.assertEqual(connection["running"], "yes")
        self.assertEqual(connection["credentials"][0]["kind"], "oauth-grant")
        tested = self.space.run("connection", "test", connection["id"])
        self.assertEqual(tested.status, 0, tested.text)
        self.assertEqual(tested.json["identity"], "Ada Shop")
        self.assertEqual(sorted(tested.json["granted"]), ["openid", "orders"])
        self.assertEqual(self.space.wrong(), [])

    def test_every_way_to_show_the_client_works(self):
        for client, secret in (("confidential & co", "se:cr et&"), ("by-form", "form-secret")):
            with self.subTest(client):
                more = ["--field", "clientAuth=form"] if client == "by-form" else []
                sign_in = SignIn(self.space, self.server, *more, client=client, secret=secret, name=client)
                oidc.Browser().sign_in(sign_in.page)
                answer = sign_in.end()
                self.assertEqual(answer.status, 0, answer.text + answer.errors)
                self.assertNotIn(secret, answer.text + answer.errors)

    def test_over_tls_with_an_authority_of_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            certificate, key = pathlib.Path(folder) / "c.pem", pathlib.Path(folder) / "k.pem"
            subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                            "-keyout", key, "-out", certificate, "-subj", "/CN=test", "-days", "2", "-addext",
                            "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
            server = oidc.OidcServer(certificate, key)
            self.addCleanup(server.end)
            sign_in = SignIn(self.space, server, ca=certificate)
            self.assertTrue(sign_in.page.startswith("https://"))
            status, _, _ = oidc.Browser(server.tls).sign_in(sign_in.page)
            self.assertEqual(status, 200)
            self.assertEqual(sign_in.end().status, 0)
            # Without the authority nothing is opened.
            stranger = SignIn(self.space, server, name="Other")
            self.assertNotIn("authorizeUrl", stranger.first)
            self.assertEqual(stranger.end().status, 3)

    def test_partial_consent_is_seen(self):
        sign_in = SignIn(self.space, self.server, scopes=("openid", "orders", "customers"))
        oidc.Browser().sign_in(sign_in.page, "partial")
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text)
        tested = self.space.run("connection", "test", answer.json["connection"]["id"])
        self.assertEqual(sorted(tested.json["granted"]), ["openid", "orders"])

    def test_what_the_answer_does_not_say_is_asked_of_the_server(self):
        self.server.control(mode="unscoped")
        connection = self.connected()
        tested = self.space.run("connection", "test", connection["id"])
        self.assertEqual(sorted(tested.json["granted"]), ["openid", "orders"])

    def test_whoever_declines_connects_nothing(self):
        sign_in = SignIn(self.space, self.server)
        oidc.Browser().sign_in(sign_in.page, "deny")
        answer = sign_in.end()
        self.assertEqual(answer.status, 3)
        self.assertIn("declined", answer.json["error"]["what"])
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])

    def spoiled(self, change):
        """The redirect as it would have been, changed on its way."""
        sign_in = SignIn(self.space, self.server)
        redirect, _ = oidc.Browser().follow(sign_in.page)
        url = urllib.parse.urlsplit(redirect)
        query = change(dict(urllib.parse.parse_qsl(url.query)))
        oidc.Browser().get(url._replace(query=urllib.parse.urlencode(query)).geturl())
        return sign_in.end()

    def test_an_answer_of_another_attempt_or_server_is_not_used(self):
        for name, change in (("state", lambda query: {**query, "state": "another"}),
                             ("issuer", lambda query: {**query, "iss": "https://evil.example"}),
                             ("no issuer", lambda query: {k: v for k, v in query.items() if k != "iss"}),
                             ("code", lambda query: {**query, "code": "made-up"})):
            with self.subTest(name):
                before = self.server.control()["tokenRequests"]
                answer = self.spoiled(change)
                self.assertEqual(answer.status, 3, answer.text)
                self.assertEqual(self.server.control()["tokenRequests"] - before, 1 if name == "code" else 0)
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])

    def test_a_code_is_good_once(self):
        sign_in = SignIn(self.space, self.server)
        redirect, _ = oidc.Browser().follow(sign_in.page)
        oidc.Browser().get(redirect)
        self.assertEqual(sign_in.end().status, 0)
        again = SignIn(self.space, self.server, name="Again")
        code = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(redirect).query))["code"]
        fresh, _ = oidc.Browser().follow(again.page)
        url = urllib.parse.urlsplit(fresh)
        query = {**dict(urllib.parse.parse_qsl(url.query)), "code": code}
        oidc.Browser().get(url._replace(query=urllib.parse.urlencode(query)).geturl())
        answer = again.end()
        self.assertEqual(answer.status, 3)
        self.assertIn("used already", answer.json["error"]["what"])

    def test_another_program_at_the_door_is_ignored(self):
        sign_in = SignIn(self.space, self.server)
        redirect, _ = oidc.Browser().follow(sign_in.page)
        door = urllib.parse.urlsplit(redirect)
        for path in ("/", "/callback?code=evil&state=x", "/favicon.ico"):
            status, _, _ = oidc.Browser().get(f"{door.scheme}://{door.netloc}{path}")
            self.assertEqual(status, 404)
        status, _, _ = oidc.Browser().get(redirect)
        self.assertEqual(status, 200)
        self.assertEqual(sign_in.end().status, 0)
        with self.assertRaises(Exception):
            oidc.Browser().get(redirect)  # nobody listens any more

    def test_a_code_typed_elsewhere_connects(self):
        sign_in = SignIn(self.space, self.server, client="television", auth="device")
        self.assertIn("userCode", sign_in.first, sign_in.first)
        text = oidc.Browser().enter_code(sign_in.first["verificationUri"], sign_in.first["userCode"])
        self.assertIn("done", text)
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)

    def test_a_code_that_was_declined_connects_nothing(self):
        sign_in = SignIn(self.space, self.server, client="television", auth="device")
        oidc.Browser().enter_code(sign_in.first["verificationUri"], sign_in.first["userCode"], "deny")
        answer = sign_in.end()
        self.assertEqual(answer.status, 3)
        self.assertIn("declined", answer.json["error"]["what"])

    def test_a_server_that_wants_to_be_asked_less_often_is(self):
        # 1 s and then 6: what it takes. That each time adds to it is a matter of tests/auth, where no time passes.
        self.server.control(interval=1, slowDowns=1)
        sign_in = SignIn(self.space, self.server, client="television", auth="device")
        self.assertIn("userCode", sign_in.first, sign_in.first)
        oidc.Browser().enter_code(sign_in.first["verificationUri"], sign_in.first["userCode"])
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        seen = self.server.control()
        self.assertEqual((seen["slowDowns"], len(seen["polls"])), (0, 2))
        # RFC 8628, 3.5: by 5 s more than before. It may be later, and never sooner.
        self.assertGreaterEqual(seen["polls"][1] - seen["polls"][0], 6000)

    def test_a_server_that_takes_its_time_is_waited_for(self):
        self.server.control(slow=3000)
        self.connected()

    def test_a_server_that_takes_too_long_connects_nothing_and_the_next_try_does(self):
        # Nobody waits longer than 20 s for the first byte (HttpLimits), so this takes as long.
        self.server.control(slow=25000)
        sign_in = SignIn(self.space, self.server)
        redirect, _ = oidc.Browser().follow(sign_in.page)
        oidc.Browser().get(redirect)
        answer = sign_in.end()
        self.assertEqual(answer.status, 3, answer.text + answer.errors)
        self.assertIn("took too long to answer", answer.json["error"]["what"])
        self.assertEqual(self.space.run("connection", "list").json["connections"], [])
        self.assertEqual(self.space.wrong(), [])
        self.server.control(slow=0)
        self.connected()
        self.assertEqual(self.space.wrong(), [])

    def test_client_credentials_work_in_both_ways(self):
        for client, secret, way in (("confidential & co", "se:cr et&", "basic"), ("by-form", "form-secret", "form")):
            with self.subTest(way):
                added = self.space.run(
                    "connection", "add", "other", "--name", way, "--environment", "production", "--owner", "Ada",
                    "--purpose", "x", "--auth", "client-credentials", "--base-url", self.server.issuer, "--field",
                    f"clientId={client}", "--field", f"tokenUrl={self.server.issuer}/token", "--field",
                    "probe=/.well-known/openid-configuration", "--on-my-network", "--yes", "--secret-stdin",
                    *(["--field", "clientAuth=form"] if way == "form" else []), stdin=secret.encode())
                self.assertEqual(added.status, 0, added.text)

    def due(self, **more):
        """A sign-in whose access has run out as soon as it is there."""
        self.server.control(mode="expires:0")
        connection = self.connected(**more)
        self.server.control(mode="")
        return connection

    def test_it_is_refreshed_when_it_is_due_and_not_before(self):
        connection = self.due()
        before = self.sign_in_of(connection)
        tested = self.space.run("connection", "test", connection["id"])
        self.assertEqual(tested.status, 0, tested.text)
        after = self.sign_in_of(connection)
        self.assertGreater(after["refreshedAt"], before["refreshedAt"])
        self.assertEqual(after["fault"], "none")
        self.assertEqual(self.space.wrong(), [])
        # Not due any more: nobody is asked.
        requests = self.server.control()["tokenRequests"]
        self.assertEqual(self.space.run("credential", "refresh").json["refreshed"], 0)
        self.assertEqual(self.server.control()["tokenRequests"], requests)

    def test_what_fails_for_a_while_ends_nothing(self):
        for mode, fault in (("down", "provider-down"), ("html", "other"), ("gone", "network")):
            with self.subTest(mode):
                connection = self.due(name=f"Shop {mode}")
                self.server.control(mode=mode)
                self.assertEqual(self.space.run("credential", "refresh", connection["id"]).status, 0)
                sign_in = self.sign_in_of(connection)
                self.assertEqual(sign_in["fault"], fault, sign_in)
                self.assertTrue(sign_in["explanation"])
                # A moment later nobody is asked again, and the owner is told why it does not work now.
                requests = self.server.control(mode="")["tokenRequests"]
                tested = self.space.run("connection", "test", connection["id"])
                self.assertEqual(tested.status, 3, tested.text)
                self.assertEqual(tested.json["error"]["what"], sign_in["explanation"])
                self.assertEqual(self.server.control()["tokenRequests"], requests)

    def test_a_refresh_token_used_twice_ends_the_grant_and_that_is_told(self):
        # Two copies of one business, as when a folder was copied to another computer.
        self.space = ctl.Workspace(vault=True)
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--secrets", "vault").status, 0)
        connection = self.due()
        original, copy = self.space.path, self.space.path.with_name("copy")
        shutil.copytree(original, copy)
        self.assertEqual(self.space.run("credential", "refresh").json["refreshed"], 1)
        self.space.path = copy
        self.assertEqual(self.space.run("credential", "refresh").json["refreshed"], 0)
        sign_in = self.sign_in_of(connection)
        self.assertEqual(sign_in["fault"], "grant-ended")
        tested = self.space.run("connection", "test", connection["id"])
        self.assertEqual(tested.status, 3)
        self.assertIn("Sign in again", tested.json["error"]["what"])
        # The server has ended all of it, and the first one notices as soon as it is used.
        self.space.path = original
        self.assertNotEqual(self.space.run("connection", "test", connection["id"]).status, 0)

    def test_lies_about_the_end_are_survived(self):
        for told in ("null", '"3600"', "-5", "1e300", '"soon"'):
            with self.subTest(told):
                self.server.control(mode=f"expires:{told}")
                connection = self.connected(name=f"Lie {told}")
                self.server.control(mode="")
                self.assertEqual(self.space.run("connection", "test", connection["id"]).status, 0)

    def test_many_ask_at_once_and_the_server_is_asked_once_each(self):
        connections = [self.due(name=f"Shop {n}") for n in range(20)]
        before = self.server.control()["tokenRequests"]
        with concurrent.futures.ThreadPoolExecutor(6) as pool:
            answers = list(pool.map(lambda _: self.space.run("credential", "refresh", timeout=120), range(6)))
        for answer in answers:
            self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertEqual(self.server.control()["tokenRequests"] - before, len(connections))
        self.assertEqual(sum(answer.json["refreshed"] for answer in answers), len(connections))
        for connection in connections:
            self.assertEqual(self.space.run("connection", "test", connection["id"]).status, 0)
        self.assertEqual(self.space.wrong(), [])

    def narrowed(self, connection, browser, *more):
        """`connection narrow`, signed in by `browser`; the last line it printed."""
        words = [ctl.PROGRAM, *self.space.options(), "connection", "narrow", connection, "--yes", *more]
        process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        page = json.loads(process.stdout.readline())["authorizeUrl"]
        scope = urllib.parse.parse_qs(urllib.parse.urlsplit(page).query)["scope"]
        browser.sign_in(page)
        text, errors = process.communicate(timeout=60)
        return scope, ctl.Answer(process.returncode, text.decode(), errors.decode())

    def wide(self, browser):
        sign_in = SignIn(self.space, self.server, scopes=("openid", "orders", "customers"))
        browser.sign_in(sign_in.page)
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]["id"]

    def test_signing_in_for_less_leaves_a_sign_in_that_may_do_less_and_no_other(self):
        connection = self.wide(oidc.Browser())
        scope, answer = self.narrowed(connection, oidc.Browser(), "--scope", "openid", "--scope", "orders")
        self.assertEqual(scope, ["openid orders"])
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        told = answer.json
        self.assertEqual(sorted(told["before"]), ["customers", "openid", "orders"])
        self.assertEqual(sorted(told["granted"]), ["openid", "orders"])
        self.assertEqual((told["narrower"], told["afterTheOld"]), ("yes", "still-works"))
        self.assertTrue(told["shutOff"]["refusedSince"], answer.text)
        # The server says the same, and has nothing else that lives: an access and what renews it.
        tested = self.space.run("connection", "test", connection)
        self.assertEqual(sorted(tested.json["granted"]), ["openid", "orders"])
        self.assertEqual(self.server.control()["live"], 2)
        # It stays that narrow when it is signed in to again.
        scope, again = self.narrowed(connection, oidc.Browser(), "--scope", "openid")
        self.assertEqual(scope, ["openid"])
        self.assertEqual(again.json["granted"], ["openid"])
        self.assertEqual(self.space.wrong(), [])

    def test_where_the_app_keeps_one_grant_both_end_and_that_is_told(self):
        # The same person in the same browser: this server gives both from one grant and ends all of it.
        browser = oidc.Browser()
        connection = self.wide(browser)
        _, answer = self.narrowed(connection, browser, "--scope", "openid", "--scope", "orders")
        self.assertEqual(answer.status, 1, answer.text + answer.errors)
        self.assertEqual(answer.json["afterTheOld"], "ended-too")
        self.assertIn("Sign in again now", answer.json["sentence"])
        self.assertEqual(self.server.control()["live"], 0)
        _, answer = self.narrowed(connection, oidc.Browser(), "--scope", "openid", "--scope", "orders")
        self.assertEqual(sorted(answer.json["granted"]), ["openid", "orders"])
        self.assertEqual(self.space.run("connection", "test", connection).status, 0)
        self.assertEqual(self.space.wrong(), [])

    def test_the_old_one_is_kept_where_that_is_wished(self):
        connection = self.wide(oidc.Browser())
        _, answer = self.narrowed(connection, oidc.Browser(), "--scope", "openid", "--keep-old")
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertIsNone(answer.json["shutOff"])
        self.assertEqual(self.server.control()["live"], 4)

    def test_what_was_seen_of_the_key_before_is_not_said_of_the_new_one(self):
        connection = self.wide(oidc.Browser())
        self.server.control(hang="before /me 1")
        words = [ctl.PROGRAM, *self.space.options(), "connection", "test", connection]
        old = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        while not self.server.control()["hung"]:
            self.assertIsNone(old.poll(), "it ended by itself")
        _, answer = self.narrowed(connection, oidc.Browser(), "--scope", "openid")
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.server.control(hang="")
        text, _ = old.communicate(timeout=60)
        self.assertEqual(old.returncode, 3, text)
        self.assertEqual(json.loads(text)["error"]["code"], "conflict")
        shown = self.space.run("connection", "show", connection)
        self.assertTrue(shown.json["connection"]["lastTest"]["ok"], shown.text)

    def test_what_to_sign_in_for_is_said_or_known_from_the_jobs(self):
        connection = self.wide(oidc.Browser())
        answer = self.space.run("connection", "narrow", connection)
        self.assertEqual(answer.status, 3)
        self.assertIn("--scope", answer.json["error"]["what"])

    def test_what_was_shut_off_can_be_signed_in_to_again(self):
        connection = self.wide(oidc.Browser())
        self.assertEqual(self.space.run("connection", "shut-off", connection).status, 0)
        _, answer = self.narrowed(connection, oidc.Browser(), "--scope", "openid")
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertEqual(self.space.run("connection", "resume", connection).status, 0)
        self.assertEqual(self.space.run("connection", "test", connection).status, 0)


if __name__ == "__main__":
    ctl.main()
