# SPDX-License-Identifier: GPL-3.0-or-later
"""A certified authorization server that is not ours (tests/peers/oidc), and somebody in front of a browser."""
import http.cookiejar
import json
import os
import pathlib
import re
import shutil
import socket
import ssl
import subprocess
import urllib.error
import urllib.parse
import urllib.request

SERVER = pathlib.Path(__file__).resolve().parent.parent / "peers" / "oidc" / "server.mjs"
INSTALLED = pathlib.Path(os.environ.get("DRAWBRIDGE_OIDC_PEER", ""))


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class OidcServer:
    def __init__(self, certificate=None, key=None):
        node = shutil.which("node")
        if not node or not (INSTALLED / "node_modules" / "oidc-provider").is_dir():
            raise RuntimeError("node or oidc-provider is missing: run this by ctest, which installs it")
        # Where its packages are is where it runs.
        script = INSTALLED / "server.mjs"
        shutil.copyfile(SERVER, script)
        self.port = free_port()
        self.tls = ssl.create_default_context(cafile=str(certificate)) if certificate else None
        words = [node, str(script), "--port", str(self.port)]
        if certificate:
            words += ["--cert", str(certificate), "--key", str(key)]
        self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the authorization server did not start")
        self.issuer = json.loads(line)["issuer"]

    def control(self, **settings):
        """Sets what it does wrong; tells what it has seen."""
        request = urllib.request.Request(f"{self.issuer}/_control")
        if settings:
            request = urllib.request.Request(f"{self.issuer}/_control", json.dumps(settings).encode(), method="POST")
        with urllib.request.urlopen(request, context=self.tls, timeout=20) as answer:
            return json.loads(answer.read())

    def end(self):
        self.process.stdin.close()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *words):
        return None


class Browser:
    """Cookies, redirects one by one, links and forms that are pressed. It never follows back to this computer by itself."""

    def __init__(self, tls=None):
        self.opener = urllib.request.build_opener(
            NoRedirect, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            urllib.request.HTTPSHandler(context=tls))

    def get(self, url, form=None):
        data = urllib.parse.urlencode(form).encode() if form is not None else None
        try:
            answer = self.opener.open(urllib.request.Request(url, data), timeout=20)
        except urllib.error.HTTPError as error:
            answer = error
        return answer.status, answer.headers.get("Location"), answer.read().decode()

    def follow(self, page, choice="approve"):
        """Presses `choice` on every question; the address the app sends back to, not opened."""
        url = page
        for _ in range(20):
            status, location, text = self.get(url)
            if location is None:
                if "/interaction/" not in url:
                    return url, text
                url = f"{url.split('?')[0]}/{choice}"
                continue
            url = urllib.parse.urljoin(url, location)
            if urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).get("state") and "/auth" not in url:
                return url, text
        raise RuntimeError("the sign-in goes round in circles")

    def sign_in(self, page, choice="approve"):
        """The whole way; what the page at the end says."""
        redirect, _ = self.follow(page, choice)
        return self.get(redirect)

    def enter_code(self, page, code, choice="approve"):
        """Types a code on the app's page, as on a television's behalf."""
        status, location, text = self.get(page)
        fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', text))
        fields["user_code"] = code
        status, location, text = self.get(page, fields)
        fields = dict(re.findall(r'name="([^"]+)"[^>]*value="([^"]*)"', text))
        fields.setdefault("user_code", code)
        fields["abort" if choice == "deny" else "confirm"] = "yes"
        status, location, text = self.get(page, fields)
        url = page
        for _ in range(20):
            if location is None:
                if "/interaction/" not in url:
                    return text
                status, location, text = self.get(f"{url}/{choice}")
                continue
            url = urllib.parse.urljoin(url, location)
            status, location, text = self.get(url)
        raise RuntimeError("the code goes round in circles")
