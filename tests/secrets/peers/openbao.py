# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict stand-in for an OpenBao or Vault server: what their API documentation says of KV version 2 (and 1), AppRole,
renewing a token, sealing and policies; everything else is an error. It is no OpenBao.

Settings: "policy": {"secret/data/drawbridge/*": ["create", ..]}, "roles": {ROLE_ID: [SECRET_ID, ..]}, "tokens":
{TOKEN: {"renewable": true, "ttl": 3600}}, "namespace": "team-a", "authMount": "approle".
"""
import fnmatch
import json
import secrets
import time
import urllib.parse

from common import Peer, json_reply, run


def errors(status, *texts):
    return json_reply(status, {"errors": list(texts)})


class OpenBao(Peer):
    def __init__(self, settings):
        super().__init__(settings)
        self.policy = settings["policy"]
        self.roles = {role: set(ids) for role, ids in settings.get("roles", {}).items()}
        self.tokens = dict(settings.get("tokens", {}))
        self.namespace = settings.get("namespace", "")
        self.auth_mount = settings.get("authMount", "approle")
        self.sealed = False
        self.mounts = {"secret": ("kv", "2"), "old": ("kv", "1"), "numbers": ("transit", None)}
        self.kv = {}  # (mount, path) -> {"versions": [{"data", "deleted"}], ..}
        self.kv1 = {}
        self.logins = 0
        self.delete_after = ""

    def tell(self, command):
        if "sealed" in command:
            self.sealed = command["sealed"]
        elif "deleteAfter" in command:
            self.delete_after = command["deleteAfter"]
        elif command.get("do") == "end sessions":
            self.tokens = {}
        elif "policy" in command:
            self.policy = command["policy"]
        elif "roles" in command:
            self.roles = {role: set(ids) for role, ids in command["roles"].items()}
        elif "deleteLatest" in command:
            self.kv[("secret", command["deleteLatest"])][-1]["deleted"] = "2025-11-03T09:00:00Z"
        elif "put" in command:
            self.kv[("secret", command["put"])] = [{"data": command["data"], "deleted": ""}]
        elif command.get("get") == "entries":
            return {"entries": {path: [version["data"] for version in versions]
                                for (_, path), versions in self.kv.items()}, "old": self.kv1,
                    "logins": self.logins, "tokens": len(self.tokens)}
        else:
            return super().tell(command)
        return {}

    def may(self, path, capability):
        return any(fnmatch.fnmatchcase(path, pattern) and capability in allowed
                   for pattern, allowed in self.policy.items())

    def answer(self, method, target, headers, body):
        split = urllib.parse.urlsplit(target)
        path = urllib.parse.unquote(split.path)
        if not path.startswith("/v1/"):
            return 404, {"Content-Type": "text/plain"}, b"404 page not found\n"
        path = path[4:]
        query = urllib.parse.parse_qs(split.query)
        if method == "GET" and query.get("list") == ["true"]:
            method = "LIST"
        if method == "LIST" and not path.endswith("/"):
            path += "/"  # as the servers do before they look at a policy
        if self.sealed:
            return errors(503, "Vault is sealed")
        if self.namespace != headers.get("X-Vault-Namespace", ""):
            return errors(404, f"no handler for route \"{path}\". route entry not found.")
        content = {}
        if method in ("POST", "PUT"):
            if headers.get("Content-Type") != "application/json":
                return errors(400, "error parsing JSON")
            try:
                content = json.loads(body)
                assert isinstance(content, dict)
            except (ValueError, AssertionError):
                return errors(400, "error parsing JSON")
        elif body:
            return errors(400, "unexpected body")
        if method in ("POST", "PUT") and path == f"auth/{self.auth_mount}/login":
            return self.login(content)
        token = headers.get("X-Vault-Token")
        if not token:
            return errors(403, "permission denied")
        known = self.tokens.get(token)
        if known is None or (known.get("ends") and time.monotonic() > known["ends"]):
            return errors(403, "2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n")
        if method in ("POST", "PUT") and path == "auth/token/renew-self":
            if not known.get("renewable"):
                return errors(400, "lease is not renewable")
            return json_reply(200, {"auth": {"client_token": token, "renewable": True,
                                             "lease_duration": known.get("ttl", 3600)}})
        if method == "GET" and path.startswith("sys/internal/ui/mounts/"):
            return self.about(path[len("sys/internal/ui/mounts/"):].rstrip("/"))
        mount = path.split("/")[0]
        if mount not in self.mounts:
            return errors(404, f"no handler for route \"{path}\". route entry not found.")
        kind, version = self.mounts[mount]
        rest = path[len(mount) + 1:]
        if kind != "kv":
            return errors(404, "unsupported path")
        return self.kv2_call(method, mount, rest, content) if version == "2" \
            else self.kv1_call(method, mount, rest, content)

    def login(self, content):
        if set(content) != {"role_id", "secret_id"} or content["secret_id"] not in self.roles.get(content["role_id"], ()):
            return errors(400, "invalid role or secret ID")
        token = "hvs." + secrets.token_hex(16)
        self.tokens[token] = {"renewable": True}
        self.logins += 1
        return json_reply(200, {"request_id": "r", "lease_id": "", "renewable": False, "lease_duration": 0, "data": None,
                                "wrap_info": None, "warnings": None,
                                "auth": {"client_token": token, "accessor": "a", "policies": ["default"],
                                         "lease_duration": 3600, "renewable": True, "token_type": "service"}})

    def about(self, mount):
        reachable = any(pattern.split("/")[0] == mount for pattern in self.policy)
        if mount not in self.mounts or not reachable:
            return errors(403, "preflight capability check returned 403, please ensure client's policies grant access "
                               f"to path \"{mount}/\"")
        kind, version = self.mounts[mount]
        return json_reply(200, {"data": {"type": kind, "path": mount + "/",
                                         "options": {"version": version} if version else None}})

    def kv2_call(self, method, mount, rest, content):
        denied = errors(403, "1 error occurred:\n\t* permission denied\n\n")
        area, _, path = rest.partition("/")
        full = f"{mount}/{rest}"
        if area == "metadata" and method == "LIST":
            if not self.may(full, "list"):
                return denied
            names = set()
            for of, entry in self.kv:
                if of == mount and entry.startswith(path):
                    first, slash, _ = entry[len(path):].partition("/")
                    names.add(first + slash)
            return json_reply(200, {"data": {"keys": sorted(names)}}) if names else errors(404)
        if area not in ("data", "metadata") or not path or path.endswith("/") or "//" in path:
            return json_reply(404, {"errors": [], "warnings": ["Invalid path for a versioned K/V secrets engine."]}) \
                if area not in ("data", "metadata") else errors(400, "path cannot end in /")
        versions = self.kv.get((mount, path))
        if area == "metadata" and method == "DELETE":
            if not self.may(full, "delete"):
                return denied
            self.kv.pop((mount, path), None)
            return 204, {}, b""
        if area == "data" and method == "GET":
            if not self.may(full, "read"):
                return denied
            if not versions:
                return errors(404)
            latest = versions[-1]
            metadata = {"created_time": "2025-11-03T09:00:00Z", "custom_metadata": None,
                        "deletion_time": latest["deleted"], "destroyed": False, "version": len(versions)}
            if latest["deleted"]:
                return json_reply(404, {"data": {"data": None, "metadata": metadata}})
            return json_reply(200, {"request_id": "r", "data": {"data": latest["data"], "metadata": metadata}})
        if area == "data" and method in ("POST", "PUT"):
            if not self.may(full, "update" if versions else "create"):
                return denied
            if not set(content) <= {"data", "options"} or not isinstance(content.get("data"), dict):
                return errors(400, "no data provided")
            versions = self.kv.setdefault((mount, path), [])
            versions.append({"data": content["data"], "deleted": ""})
            return json_reply(200, {"data": {"created_time": "2025-11-03T09:00:00Z", "custom_metadata": None,
                                             "deletion_time": self.delete_after, "destroyed": False,
                                             "version": len(versions)}})
        return errors(405, "unsupported operation")

    def kv1_call(self, method, mount, rest, content):
        if method == "GET":
            return json_reply(200, {"data": self.kv1[rest]}) if rest in self.kv1 else errors(404)
        if method in ("POST", "PUT"):
            self.kv1[rest] = content
            return 204, {}, b""
        if method == "DELETE":
            self.kv1.pop(rest, None)
            return 204, {}, b""
        names = sorted(name[len(rest):] for name in self.kv1 if name.startswith(rest))
        return json_reply(200, {"data": {"keys": names}}) if names else errors(404)


run(OpenBao)
