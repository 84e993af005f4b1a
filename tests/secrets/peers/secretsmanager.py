# SPDX-License-Identifier: GPL-3.0-or-later
"""A strict stand-in for AWS Secrets Manager: every request's signature is computed again by botocore, and its input
checked against the service's own model that comes with botocore (Debian's python3-botocore). What the documentation
says of the six actions is done; everything else is an error. It is no AWS.

Settings: "region", "accessKeyId", "secretAccessKey", "sessionToken" (optional), "deny": [actions].
"""
import base64
import datetime
import json
import re
import uuid

import botocore.loaders
import botocore.model
import botocore.validate
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from common import Peer, run


class Refused(Exception):
    def __init__(self, kind, message, status=400):
        super().__init__(message)
        self.kind, self.message, self.status = kind, message, status


def blobs(shape, value):
    """Base64 in JSON as bytes, for the validator."""
    if isinstance(value, dict) and shape.type_name == "structure":
        return {name: blobs(shape.members[name], item) if name in shape.members else item
                for name, item in value.items()}
    if shape.type_name == "blob":
        return base64.b64decode(value, validate=True)
    return value


class SecretsManager(Peer):
    def __init__(self, settings):
        super().__init__(settings)
        self.settings = settings
        self.model = botocore.model.ServiceModel(
            botocore.loaders.Loader().load_service_model("secretsmanager", "service-2"))
        self.secrets = {}    # name -> {"versions": {id: {"value", "stages"}}, "description", "deleted"}
        self.leaving = {}    # name -> how many more CreateSecret find it still there
        self.slow_delete = 0
        self.listed = None   # names a frozen list shows
        self.deny = set(settings.get("deny", []))
        self.page = 100
        self.tokens_seen = []

    def tell(self, command):
        if "deny" in command:
            self.deny = set(command["deny"])
        elif "slowDelete" in command:
            self.slow_delete = command["slowDelete"]
        elif command.get("do") == "freeze list":
            self.listed = sorted(self.secrets)
        elif command.get("do") == "thaw list":
            self.listed = None
        elif "page" in command:
            self.page = command["page"]
        elif "pend" in command:
            self.secrets[command["pend"]] = {"versions": {str(uuid.uuid4()): {
                "value": {"SecretString": "half made"}, "stages": ["AWSPENDING"]}}, "description": "", "deleted": False}
        elif "markDeleted" in command:
            self.secrets[command["markDeleted"]]["deleted"] = True
        elif "secretAccessKey" in command:
            self.settings["secretAccessKey"] = command["secretAccessKey"]
        elif command.get("get") == "entries":
            return {"entries": {name: {"description": one["description"],
                                       "versions": [{"stages": v["stages"], **v["value"]}
                                                    for v in one["versions"].values()]}
                                for name, one in self.secrets.items()}}
        else:
            return super().tell(command)
        return {}

    def answer(self, method, target, headers, body):
        try:
            if method != "POST" or target != "/":
                raise Refused("UnknownOperationException", "", 404)
            if headers.get("Content-Type") != "application/x-amz-json-1.1":
                raise Refused("SerializationException", "the content type")
            self.check_signature(target, headers, body)
            named = re.fullmatch(r"secretsmanager\.(\w+)", headers.get("X-Amz-Target", ""))
            if not named or named[1] not in ("CreateSecret", "PutSecretValue", "GetSecretValue", "DeleteSecret",
                                             "ListSecrets"):
                raise Refused("UnknownOperationException", "")
            action = named[1]
            if action in self.deny:
                raise Refused("AccessDeniedException", f"User is not authorized to perform: secretsmanager:{action}")
            given = json.loads(body)
            shape = self.model.operation_model(action).input_shape
            unknown = set(given) - set(shape.members)
            if unknown:
                raise Refused("SerializationException", f"unknown members {unknown}")
            report = botocore.validate.ParamValidator().validate(blobs(shape, given), shape)
            for name in ("ClientRequestToken", "SecretString", "SecretBinary"):
                limits = shape.members[name].metadata if name in shape.members else {}
                if name in given and not limits.get("min", 0) <= len(given[name]) <= limits.get("max", 1 << 30):
                    raise Refused("ValidationException", f"the length of {name}")
            if report.has_errors():
                raise Refused("ValidationException", report.generate_report())
            result = getattr(self, action)(given)
            return 200, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(result).encode()
        except Refused as no:
            return no.status, {"Content-Type": "application/x-amz-json-1.1"}, json.dumps(
                {"__type": no.kind, "Message": no.message}).encode()

    def check_signature(self, target, headers, body):
        match = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=([A-Z0-9]+)/(\d{8})/([a-z0-9-]+)/secretsmanager/aws4_request, "
                             r"SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})", headers.get("Authorization", ""))
        if not match:
            raise Refused("IncompleteSignatureException", "the Authorization header")
        key_id, day, region, signed, signature = match.groups()
        if key_id != self.settings["accessKeyId"]:
            raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.")
        if region != self.settings["region"]:
            raise Refused("InvalidSignatureException", "Credential should be scoped to a valid region.")
        token = self.settings.get("sessionToken")
        if headers.get("X-Amz-Security-Token") != token:
            raise Refused("UnrecognizedClientException", "The security token included in the request is invalid.")
        signed = signed.split(";")
        must = {"host", "content-type", "x-amz-date", "x-amz-target"} | ({"x-amz-security-token"} if token else set())
        if not must <= set(signed):
            raise Refused("InvalidSignatureException", f"unsigned: {must - set(signed)}")
        request = AWSRequest(method="POST", url=f"http://{headers['Host']}{target}", data=body,
                             headers={name: headers[name] for name in signed})
        request.context["timestamp"] = headers["X-Amz-Date"]
        auth = SigV4Auth(Credentials(key_id, self.settings["secretAccessKey"], token), "secretsmanager", region)
        expected = auth.signature(auth.string_to_sign(request, auth.canonical_request(request)), request)
        if expected != signature or not headers["X-Amz-Date"].startswith(day):
            raise Refused("InvalidSignatureException", "The request signature we calculated does not match.")
        at = datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        if abs((datetime.datetime.utcnow() - at).total_seconds()) > 900:
            raise Refused("InvalidSignatureException", "Signature expired: it is now later than that.")

    def arn(self, name):
        return f"arn:aws:secretsmanager:{self.settings['region']}:123456789012:secret:{name}-AbCdEf"

    @staticmethod
    def value_of(given):
        kinds = [kind for kind in ("SecretString", "SecretBinary") if kind in given]
        if len(kinds) > 1:
            raise Refused("InvalidParameterException", "You can't specify both a binary secret value and a string.")
        return {kinds[0]: given[kinds[0]]} if kinds else None

    def CreateSecret(self, given):
        name = given["Name"]
        if not re.fullmatch(r"[A-Za-z0-9/_+=.@-]+", name):
            raise Refused("ValidationException", "Invalid name.")
        if self.leaving.get(name, 0) > 0:
            self.leaving[name] -= 1
            raise Refused("InvalidRequestException", "You can't create this secret because a secret with this name is "
                                                     "already scheduled for deletion.")
        version = given.get("ClientRequestToken") or str(uuid.uuid4())
        value = self.value_of(given)
        if name in self.secrets:
            if self.secrets[name]["deleted"]:
                raise Refused("InvalidRequestException", "You can't create this secret because a secret with this name "
                                                         "is already scheduled for deletion.")
            known = self.secrets[name]["versions"].get(version)
            if not known or known["value"] != value:
                raise Refused("ResourceExistsException", f"The operation failed because the secret {name} already exists.")
        else:
            self.secrets[name] = {"versions": {version: {"value": value, "stages": ["AWSCURRENT"]}} if value else {},
                                  "description": given.get("Description", ""), "deleted": False}
        return {"ARN": self.arn(name), "Name": name, "VersionId": version}

    def known(self, given):
        name = given["SecretId"]
        if name not in self.secrets:
            raise Refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.")
        return name, self.secrets[name]

    def not_deleted(self, secret):
        if secret["deleted"]:
            raise Refused("InvalidRequestException", "You can't perform this operation on the secret because it was "
                                                     "marked for deletion.")

    def PutSecretValue(self, given):
        name, secret = self.known(given)
        self.not_deleted(secret)
        value = self.value_of(given)
        if not value:
            raise Refused("InvalidRequestException", "You must provide either SecretString or SecretBinary.")
        version = given.get("ClientRequestToken") or str(uuid.uuid4())
        stages = given.get("VersionStages", ["AWSCURRENT"])
        known = secret["versions"].get(version)
        if known and known["value"] != value:
            raise Refused("ResourceExistsException", "A different value with this token exists.")
        if "AWSCURRENT" in stages:
            for one in secret["versions"].values():
                one["stages"] = ["AWSPREVIOUS"] if "AWSCURRENT" in one["stages"] else \
                    [stage for stage in one["stages"] if stage != "AWSPREVIOUS"]
        secret["versions"][version] = {"value": value, "stages": stages}
        return {"ARN": self.arn(name), "Name": name, "VersionId": version, "VersionStages": stages}

    def GetSecretValue(self, given):
        name, secret = self.known(given)
        self.not_deleted(secret)
        stage = given.get("VersionStage", "AWSCURRENT")
        for version, one in secret["versions"].items():
            if stage in one["stages"]:
                return {"ARN": self.arn(name), "Name": name, "VersionId": version, "VersionStages": one["stages"],
                        "CreatedDate": 1762160400.0, **one["value"]}
        raise Refused("ResourceNotFoundException",
                      f"Secrets Manager can't find the specified secret value for staging label: {stage}")

    def DeleteSecret(self, given):
        name, secret = self.known(given)
        force = given.get("ForceDeleteWithoutRecovery", False)
        if force and "RecoveryWindowInDays" in given:
            raise Refused("InvalidParameterException", "You can't use both.")
        if force:
            del self.secrets[name]
            if self.slow_delete:
                self.leaving[name] = self.slow_delete
        else:
            self.not_deleted(secret)
            secret["deleted"] = True
        return {"ARN": self.arn(name), "Name": name, "DeletionDate": 1762160400.0}

    def ListSecrets(self, given):
        names = self.listed if self.listed is not None else \
            sorted(name for name, one in self.secrets.items() if not one["deleted"])
        for one in given.get("Filters", []):
            if one["Key"] != "name" or any(value.startswith("!") for value in one["Values"]):
                raise Refused("InvalidParameterException", "only names are filtered here")
            names = [name for name in names if any(name.startswith(value) for value in one["Values"])]
        start = int(given.get("NextToken", "0"))
        size = min(given.get("MaxResults", 100), self.page)
        page = names[start:start + size]
        result = {"SecretList": [{"ARN": self.arn(name), "Name": name} for name in page]}
        if start + size < len(names):
            result["NextToken"] = str(start + size)
        return result


run(SecretsManager)
