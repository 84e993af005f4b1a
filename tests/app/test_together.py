# SPDX-License-Identifier: GPL-3.0-or-later
"""A window, two command lines and a cron run at work on one business: nothing is lost, nobody is turned away, and the
window shows what the others do."""
import collections
import os
import random
import subprocess
import threading
import time
import unittest

import ctl

# Changes of each command line; a longer dose finds what is rare.
ROUNDS = int(os.environ.get("DRAWBRIDGE_ROUNDS", "8"))


class CommandLine(threading.Thread):
    """Adds, connects by flows, removes; keeps what was acknowledged."""

    def __init__(self, space, name, hub):
        super().__init__(name=name)
        self.space, self.hub = space, hub
        self.there, self.flows = {}, set()
        self.done = collections.Counter()  # (type of event, connection or flow)
        self.turned_away, self.errors = [], ""

    def command(self, *words, stdin=b""):
        answer = self.space.run(*words, stdin=stdin, timeout=120)
        self.errors += answer.errors
        if answer.status != 0:
            self.turned_away.append((words, answer.text, answer.errors))
            return None
        return answer.json

    def run(self):
        for number in range(ROUNDS):
            name = f"{self.name}{number}"
            added = self.command("connection", "add", "slack", "--name", name, "--environment", "production", "--owner",
                                 "Ada", "--purpose", "p", "--auth", "bearer", "--no-test", "--secret-stdin",
                                 stdin=ctl.key(number))
            if not added:
                continue
            identity = added["connection"]["id"]
            self.there[name] = identity
            self.done["connection.added", identity] += 1
            flow = self.command("flow", "add", "--from", identity, "--to", self.hub, "--data", "order-totals",
                                "--purpose", "reporting")
            if flow:
                self.flows.add(flow["flow"]["id"])
                self.done["flow.added", flow["flow"]["id"]] += 1
            if number % 3 == 1 and flow and self.command("flow", "retire", flow["flow"]["id"]):
                self.flows.discard(flow["flow"]["id"])
                self.done["flow.retired", flow["flow"]["id"]] += 1
            if number % 3 == 2 and self.command("connection", "remove", identity):
                del self.there[name]
                self.flows -= {flow["flow"]["id"]} if flow else set()
                self.done["connection.removed", identity] += 1


class Cron(threading.Thread):
    """One command again and again, as a table of cron would have it."""

    def __init__(self, space, *words):
        super().__init__()
        self.space, self.words = space, words
        self.over = threading.Event()
        self.times, self.errors, self.turned_away = 0, "", []

    def run(self):
        while not self.over.wait(0.05):
            answer = self.space.run(*self.words, timeout=120)
            self.errors += answer.errors
            if answer.status == 0:
                self.times += 1
            else:
                self.turned_away.append((answer.text, answer.errors))

    def end(self):
        self.over.set()
        self.join()


class AtWork:
    vault = False

    def setUp(self):
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)
        self.space = ctl.Workspace(vault=self.vault)
        self.addCleanup(self.space.end)
        self.assertEqual(self.space.peer("create").status, 0)

    def window(self):
        window = ctl.Window(self.space.path)
        self.addCleanup(window.end)
        if self.vault:
            self.assertEqual(window.until(lambda shown: shown["phase"] == "locked")["phase"], "locked")
            window.ask("unlock", passphrase=self.space.phrase.read_text().strip())
        shown = window.until(lambda shown: shown["phase"] == "open")
        self.assertEqual(shown["phase"], "open", shown)
        return window

    def hub(self):
        return self.space.run("connection", "add", "zapier", "--name", "Hub", "--environment", "production", "--owner",
                              "Ada", "--purpose", "p", "--held-by", "Ada").json["connection"]["id"]

    def test_nothing_is_lost(self):
        practice = self.space.add_practice(self.shop).json["connection"]["id"]
        tests, checks = Cron(self.space, "connection", "test", practice), Cron(self.space, "workspace", "check")
        hub = self.hub()
        window = self.window()
        lines = [CommandLine(self.space, name, hub) for name in ("a", "b")]
        at_work = [*lines, tests, checks]
        for thread in at_work:
            thread.start()
        by_window = {}
        while any(line.is_alive() for line in lines):
            answer = window.ask("list", name=f"w{len(by_window)}")
            self.assertIn("id", answer, answer)
            by_window[f"w{len(by_window)}"] = answer["id"]
            time.sleep(0.1)
        for cron in (tests, checks):
            cron.end()
            self.assertGreater(cron.times, 2)
        self.assertEqual([thread.turned_away for thread in at_work], [[]] * 4)

        there = {"Practice": practice, "Hub": hub, **by_window, **lines[0].there, **lines[1].there}
        listed = self.space.run("connection", "list").json["connections"]
        self.assertEqual({one["name"]: one["id"] for one in listed}, there)
        flows = lines[0].flows | lines[1].flows
        self.assertEqual({one["id"] for one in self.space.run("flow", "list").json["flows"]}, flows)
        self.every_change_has_its_event(lines, by_window, {("connection.tested", practice): tests.times})

        shown = window.until(lambda shown: set(shown["names"]) == set(there) and set(shown["flows"]) == flows)
        self.assertEqual(set(shown["names"]), set(there))
        self.assertEqual(set(shown["flows"]), flows)
        window.end()
        self.assertEqual([window.said()] + [thread.errors for thread in at_work], [""] * 5)
        self.assertEqual(self.space.wrong(), [])

    def every_change_has_its_event(self, lines, by_window, more):
        page = self.space.run("event", "search", "--limit", "10000").json
        self.assertFalse(page["more"])
        events = page["events"]
        self.assertEqual([event["seq"] for event in events], list(range(len(events), 0, -1)), "a number is missing")
        told = collections.Counter((event["type"], event["flow"] or event["connection"]) for event in events)
        done = lines[0].done + lines[1].done
        done.update({("connection.listed", identity): 1 for identity in by_window.values()})
        done.update(more)
        self.assertEqual({change: told[change] for change in done}, dict(done))

    def test_those_that_are_killed_take_nothing_from_those_that_go_on(self):
        """Each start settles what the killed ones left, while others are in the middle of the same."""
        line = CommandLine(self.space, "a", self.hub())

        def begin(name):
            words = [ctl.PROGRAM, *self.space.options(), "connection", "add", "slack", "--name", name, "--environment",
                     "production", "--owner", "Ada", "--purpose", "p", "--auth", "bearer", "--no-test", "--secret-stdin"]
            process = subprocess.Popen([str(word) for word in words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                       stderr=subprocess.DEVNULL)
            process.stdin.write(ctl.key(1))
            process.stdin.close()
            return process

        # The moments lie within what one takes here and now, or a fast computer would be done before each.
        begun = time.monotonic()
        self.assertEqual(begin("whole").wait(), 0)
        took = time.monotonic() - begun
        line.start()
        moments, killed = random.Random(5), 0
        while line.is_alive() or killed <= 3:
            process = begin(f"k{killed}")
            time.sleep(moments.uniform(0.1, 1) * took)
            process.kill()
            killed += process.wait() == -9
        line.join()
        self.assertGreater(killed, 3)
        self.assertEqual((line.turned_away, line.errors), ([], ""))
        listed = {one["name"]: one["id"] for one in self.space.run("connection", "list").json["connections"]}
        self.assertLessEqual(line.there.items(), listed.items())
        self.assertEqual(self.space.wrong(), [])


class Together(AtWork, unittest.TestCase):
    def test_the_window_shows_what_another_did_right_after_it_opened(self):
        """Before the window has looked for others the first time."""
        window = self.window()
        self.hub()
        shown = window.until(lambda shown: "Hub" in shown["names"], timeout=10)
        self.assertIn("Hub", shown["names"])

    def test_what_the_window_could_not_read_it_reads_later(self):
        window = self.window()
        self.hub()
        sheets = self.space.path / "recovery.json"  # too widely readable, so that nothing is read with it
        sheets.write_text("{}")
        sheets.chmod(0o644)
        deadline = time.monotonic() + 10
        while not window.said() and "Hub" not in window.ask("tell")["names"] and time.monotonic() < deadline:
            time.sleep(0.05)
        sheets.unlink()
        self.assertIn("Hub", window.until(lambda shown: "Hub" in shown["names"])["names"])

    def test_what_is_done_while_the_window_is_locked_is_there_after_unlocking(self):
        window = self.window()
        self.assertEqual(window.ask("lock")["phase"], "locked")
        shown = window.ask("tell")
        self.assertEqual((shown["names"], shown["flows"]), ([], []))
        self.hub()
        self.assertEqual(window.ask("unlock")["phase"], "opening")
        self.assertEqual(window.until(lambda shown: shown["phase"] == "open")["names"], ["Hub"])


class TogetherWithAVault(AtWork, unittest.TestCase):
    vault = True


ctl.main()
