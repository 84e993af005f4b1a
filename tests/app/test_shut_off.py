# SPDX-License-Identifier: GPL-3.0-or-later
"""A key is ended, and that its app refuses it is seen, not believed."""
import pathlib
import subprocess
import time
import unittest

import ctl
import oidc
import test_sign_in


class ShutOffTests(unittest.TestCase):
    def setUp(self):
        self.space = ctl.Workspace()
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.run("workspace", "init", "--secrets", "keychain").status, 0)

    def summaries(self):
        return [event["summary"] for event in self.space.run("event", "search", "--limit", "50").json["events"]]


class Keys(ShutOffTests):
    def setUp(self):
        super().setUp()
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)

    def added(self, name, label):
        return self.space.add_practice(self.shop, name, label).json["connection"]["id"]

    def shut_off(self, connection, *more):
        return self.space.run("--ca", self.shop.ca, "connection", "shut-off", connection, *more)

    def test_a_key_is_ended_by_a_call_and_seen_refused(self):
        owner, reader = self.added("Owner", "Owner"), self.added("Reader", "Read everything")
        answer = self.shut_off(reader, "--with", owner)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertTrue(answer.json["refusedSince"])
        self.assertEqual([check["verdict"] for check in answer.json["checks"]], ["refused"])
        self.assertIn("Practice Shop refuses key 1 of \"Reader\" as one that it does not know", self.summaries())
        self.assertEqual(self.space.wrong(), [])  # the value stays until the last look
        self.assertNotIn(self.shop.keys["Read everything"], answer.text + answer.errors)

    def test_a_key_that_is_brought_for_this_once_ends_another_and_is_kept_nowhere(self):
        reader = self.added("Reader", "Read everything")
        kept = self.space.entries()
        answer = self.space.run("--ca", self.shop.ca, "connection", "shut-off", reader, "--with-secret-stdin",
                                stdin=self.shop.keys["Owner"].encode())
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertTrue(answer.json["refusedSince"], answer.text)
        self.assertEqual(self.space.entries(), kept)
        self.assertNotIn(self.shop.keys["Owner"], answer.text + answer.errors)
        self.assertEqual(self.space.wrong(), [])

    def test_a_key_of_another_app_is_not_sent_to_this_one(self):
        reader = self.added("Reader", "Read everything")
        answer = self.space.run("--ca", self.shop.ca, "connection", "shut-off", reader, "--with-secret-stdin",
                                stdin=ctl.key(7))
        self.assertEqual(answer.status, 3, answer.text)
        self.assertEqual(answer.json["error"]["code"], "invalid-input")
        self.assertNotIn("requested", str(self.summaries()))

    def test_who_has_the_very_same_key_is_told(self):
        first = self.added("Reader", "Read everything")
        again = self.space.add_practice(self.shop, "Reader again")
        self.assertEqual(again.json["sameKeyAt"], ["Reader"])
        self.assertEqual(self.shut_off(first).json["sameKeyAt"], ["Reader again"])

    def test_by_hand_it_is_red_until_it_is_true(self):
        reader = self.added("Reader", "Read everything")
        asked = self.shut_off(reader)
        self.assertEqual((asked.status, asked.json["phase"]), (1, "by-hand"))
        self.assertIsNone(asked.json["refusedSince"])
        self.assertTrue(asked.json["page"] and asked.json["steps"])
        # The owner says so, and it is not so.
        lied = self.shut_off(reader, "--done-by-hand")
        self.assertEqual(lied.status, 1, lied.text)
        self.assertEqual(lied.json["checks"][-1]["verdict"], "still-works")
        self.assertIsNone(lied.json["refusedSince"])

    def test_an_app_that_does_not_answer_has_refused_nothing(self):
        reader = self.added("Reader", "Read everything")
        self.shut_off(reader)
        ca = self.space.file("ca.pem", pathlib.Path(self.shop.ca).read_text())
        self.shop.end()
        gone = self.space.run("--ca", ca, "connection", "shut-off", reader, "--done-by-hand")
        self.assertIsNone(gone.json["refusedSince"])
        self.assertEqual(gone.json["checks"][-1]["verdict"], "tells-nothing")
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)


class SignIns(ShutOffTests):
    def setUp(self):
        super().setUp()
        self.server = oidc.OidcServer()
        self.addCleanup(self.server.end)

    def connected(self):
        sign_in = test_sign_in.SignIn(self.space, self.server)
        oidc.Browser().sign_in(sign_in.page)
        answer = sign_in.end()
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        return answer.json["connection"]["id"]

    def test_both_parts_of_a_sign_in_are_ended_and_seen_refused(self):
        connection = self.connected()
        answer = self.space.run("connection", "shut-off", connection)
        self.assertEqual(answer.status, 0, answer.text + answer.errors)
        self.assertTrue(answer.json["refusedSince"], answer.text)
        self.assertEqual(answer.json["checks"][-1]["verdict"], "refused")
        self.assertEqual(self.server.control()["revocations"], 2)

    def test_a_server_that_says_yes_and_does_nothing_is_not_believed(self):
        connection = self.connected()
        self.server.control(revoke="lies")
        answer = self.space.run("connection", "shut-off", connection)
        self.assertEqual(answer.status, 1, answer.text)
        self.assertIsNone(answer.json["refusedSince"])
        self.assertEqual(answer.json["checks"][-1]["verdict"], "still-works")
        # As soon as it is true, it is seen.
        self.server.control(revoke="")
        again = self.space.run("connection", "shut-off", connection)
        self.assertTrue(again.json["refusedSince"], again.text)

    def test_a_server_that_ends_the_access_and_keeps_the_rest_is_not_believed(self):
        connection = self.connected()
        self.server.control(revoke="access only")
        answer = self.space.run("connection", "shut-off", connection)
        self.assertEqual(answer.status, 1, answer.text)
        self.assertEqual(answer.json["checks"][-1]["verdict"], "still-works")
        self.assertEqual(self.space.wrong(), [])

    def test_a_404_of_the_call_and_a_server_that_is_down_prove_nothing(self):
        connection = self.connected()
        self.server.control(revoke="404", mode="down", me="down")
        answer = self.space.run("connection", "shut-off", connection)
        self.assertIsNone(answer.json["refusedSince"], answer.text)
        self.assertNotIn("refused", [check["verdict"] for check in answer.json["checks"]])

    def killed_while(self, connection, hang):
        """The shut-off, killed while it waits for the answer that `hang` holds back."""
        hung = self.server.control(hang=hang)["hung"]
        words = [ctl.PROGRAM, *self.space.options(), "connection", "shut-off", connection]
        process = subprocess.Popen([str(word) for word in words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 15
        while self.server.control()["hung"] == hung:
            self.assertIsNone(process.poll(), "it ended by itself")
            self.assertLess(time.monotonic(), deadline, f"nobody came: {hang}")
            time.sleep(0.02)
        process.kill()
        with process.stdout:
            self.assertEqual(process.stdout.read(), b"")
        self.assertEqual(process.wait(), -9)
        self.server.control(hang="")

    def test_killed_at_any_request_of_it_the_next_start_goes_on(self):
        for hang in ("before /token/revocation 1", "after /token/revocation 1", "before /token/revocation 2",
                     "after /token/revocation 2", "before /me 1", "after /me 1", "before /token 1", "after /token 1"):
            with self.subTest(hang):
                ShutOffTests.setUp(self)  # a business of its own
                connection = self.connected()
                self.killed_while(connection, hang)
                # What was not seen is not told, and the value that is needed to go on is there.
                self.assertEqual([one for one in self.summaries() if "refuses key" in one], [])
                self.assertEqual(self.space.wrong(), [])
                answer = self.space.run("connection", "shut-off", connection)
                self.assertEqual(self.server.control()["live"], 0)
                if " /token 1" in hang:
                    # Its answer was not heard: it could have been a renewal.
                    self.assertIsNone(answer.json["refusedSince"])
                    self.assertEqual(answer.json["checks"][-1]["verdict"], "tells-nothing")
                    continue
                self.assertEqual(answer.status, 0, answer.text + answer.errors)
                # Refused is what nobody at the server can use any more.
                self.assertTrue(answer.json["refusedSince"], answer.text)

    def test_killed_before_a_renewal_that_works_it_is_told_that_it_works(self):
        connection = self.connected()
        self.server.control(revoke="access only")
        self.killed_while(connection, "before /token 1")
        answer = self.space.run("connection", "shut-off", connection)
        self.assertEqual(answer.status, 1, answer.text + answer.errors)
        self.assertIsNone(answer.json["refusedSince"])
        self.assertEqual(answer.json["checks"][-1]["verdict"], "still-works")
        # What the renewal brought is kept, so that it can be ended too.
        self.assertEqual(self.space.wrong(), [])
        self.assertGreater(self.server.control()["live"], 0)

    def test_killed_after_a_renewal_nothing_lives_on_that_is_told_to_be_refused(self):
        # This server ends all of a grant whose refresh token is used twice. Others do not, and to us they look the same.
        connection = self.connected()
        self.server.control(revoke="access only")
        self.killed_while(connection, "after /token 1")
        self.assertGreater(self.server.control()["live"], 0)
        answer = self.space.run("connection", "shut-off", connection)
        self.assertIsNone(answer.json["refusedSince"], answer.text)
        self.assertEqual(answer.json["checks"][-1]["verdict"], "tells-nothing")
        self.assertIn("not heard", answer.json["checks"][-1]["why"])
        self.assertEqual(self.space.wrong(), [])
        # How long what it gave lives is not known of this server, so somebody looks there, and his word stays his.
        self.assertIsNone(answer.json["unheardRenewal"]["endsBy"])
        gone = self.space.run("connection", "shut-off", connection, "--seen-gone")
        self.assertEqual(gone.status, 0, gone.text)
        self.assertEqual(gone.json["phase"], "cannot-be-checked")
        self.assertTrue(gone.json["seenGoneAt"])
        self.assertIsNone(gone.json["refusedSince"])
        self.assertIn("your word", gone.json["sentence"])
        self.assertIn("it was said", self.summaries()[0])
        removed = self.space.run("connection", "remove", connection)
        self.assertFalse(removed.json["seenRefused"])

    def test_the_owners_word_is_not_taken_where_a_look_tells(self):
        connection = self.connected()
        self.server.control(revoke="lies")
        self.space.run("connection", "shut-off", connection)
        gone = self.space.run("connection", "shut-off", connection, "--seen-gone")
        self.assertEqual(gone.status, 3, gone.text)
        self.assertEqual(gone.json["error"]["code"], "conflict")

    def test_killed_before_a_server_that_does_nothing_it_is_never_told_refused(self):
        connection = self.connected()
        self.server.control(revoke="lies")
        self.killed_while(connection, "after /token/revocation 2")
        answer = self.space.run("connection", "shut-off", connection)
        self.assertEqual(answer.status, 1, answer.text + answer.errors)
        self.assertIsNone(answer.json["refusedSince"])
        self.assertEqual(answer.json["checks"][-1]["verdict"], "still-works")
        self.assertGreater(self.server.control()["live"], 0)


if __name__ == "__main__":
    ctl.main()
