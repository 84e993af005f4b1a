# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that are killed, and programs that work at once: nothing is lost, nothing is half done."""
import concurrent.futures
import random
import subprocess
import time
import unittest

import ctl


class Crash(unittest.TestCase):
    def setUp(self):
        self.shop = ctl.PracticeShop()
        self.addCleanup(self.shop.end)
        self.space = ctl.Workspace()
        self.addCleanup(self.space.holder.cleanup)
        self.assertEqual(self.space.run("workspace", "init").status, 0)

    def whole(self):
        check = self.space.run("workspace", "check")
        self.assertEqual(check.json, {"ok": True, "problems": []}, check.text)

    def add_command(self, name):
        return [ctl.PROGRAM, "--workspace", str(self.space.path), "--json", "connection", "add", "slack", "--name", name,
                "--environment", "production", "--owner", "Ada", "--purpose", "p", "--auth", "bearer", "--no-test",
                "--secret-stdin"]

    @staticmethod
    def key(number):
        return ("xoxb-" + f"{number:012d}" + "-" + "2" * 12 + "-" + "a" * 24).encode()

    def test_killed_anywhere_in_connecting_the_next_start_is_whole(self):
        moments = random.Random(7)
        acknowledged = set()
        for number in range(12):
            process = subprocess.Popen(self.add_command(f"c{number}"), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL)
            process.stdin.write(self.key(number))
            process.stdin.close()
            time.sleep(moments.uniform(0.0, 0.25))
            process.kill()
            said = process.stdout.read()
            process.stdout.close()
            process.wait()
            if said.endswith(b"\n"):
                acknowledged.add(f"c{number}")
        names = {one["name"] for one in self.space.run("connection", "list").json["connections"]}
        self.assertLessEqual(acknowledged, names)
        self.whole()

    def test_killed_while_removing_the_next_start_is_whole(self):
        moments = random.Random(11)
        made = [self.space.run(*self.add_command(f"r{number}")[4:], stdin=self.key(number)).json["connection"]["id"]
                for number in range(5)]
        for identity in made:
            process = subprocess.Popen([ctl.PROGRAM, "--workspace", str(self.space.path), "--json", "connection", "remove",
                                        identity], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(moments.uniform(0.0, 0.2))
            process.kill()
            process.wait()
        self.assertEqual(self.space.run("workspace", "info").status, 0)
        self.whole()

    def test_command_lines_at_work_together_lose_nothing(self):
        def add(number):
            done = subprocess.run(self.add_command(f"p{number}"), input=self.key(number), capture_output=True, timeout=120)
            return done.returncode, done.stdout
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            results = list(pool.map(add, range(12)))
        self.assertEqual([status for status, _ in results], [0] * 12, results)
        names = {one["name"] for one in self.space.run("connection", "list").json["connections"]}
        self.assertEqual(names, {f"p{number}" for number in range(12)})
        self.whole()


ctl.main()
