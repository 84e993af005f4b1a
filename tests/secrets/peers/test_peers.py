# SPDX-License-Identifier: GPL-3.0-or-later
"""That the stand-in servers serve clients that are not ours: hvac for OpenBao and Vault, botocore for AWS."""
import json
import pathlib
import subprocess
import sys
import unittest

import botocore.exceptions
import botocore.session
import hvac

HERE = pathlib.Path(__file__).parent


class Standing:
    def __init__(self, script, settings):
        self.process = subprocess.Popen([sys.executable, "-B", HERE / script], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.address = "http://127.0.0.1:%d" % self.tell(settings)["port"]

    def tell(self, command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait(10)
        self.process.stdout.close()


class Peers(unittest.TestCase):
    def test_hvac_is_served_by_the_stand_in_for_openbao(self):
        policy = {"secret/data/team/*": ["create", "read", "update"], "secret/metadata/team/*": ["list", "delete"]}
        with Standing("openbao.py", {"policy": policy, "roles": {"role": ["made up"]}}) as server:
            client = hvac.Client(url=server.address)
            with self.assertRaises(hvac.exceptions.InvalidRequest):
                client.auth.approle.login("role", "another")
            client.auth.approle.login("role", "made up")
            kv = client.secrets.kv.v2
            with self.assertRaises(hvac.exceptions.InvalidPath):
                kv.read_secret_version("team/a")
            for value in ("one", "two"):
                kv.create_or_update_secret("team/a", {"value": value})
            self.assertEqual(kv.read_secret_version("team/a")["data"]["data"], {"value": "two"})
            self.assertEqual(kv.list_secrets("team/")["data"]["keys"], ["a"])
            with self.assertRaises(hvac.exceptions.Forbidden):
                kv.read_secret_version("others/a")
            kv.delete_metadata_and_all_versions("team/a")
            with self.assertRaises(hvac.exceptions.InvalidPath):
                kv.read_secret_version("team/a")
            server.tell({"sealed": True})
            with self.assertRaises(hvac.exceptions.VaultDown):
                kv.read_secret_version("team/a")

    def test_botocore_is_served_by_the_stand_in_for_aws(self):
        settings = {"region": "eu-central-1", "accessKeyId": "AKIDEXAMPLEAKIDEXAM", "secretAccessKey": "made up"}
        with Standing("secretsmanager.py", settings) as server:
            def client(secret):
                return botocore.session.get_session().create_client(
                    "secretsmanager", region_name="eu-central-1", endpoint_url=server.address,
                    aws_access_key_id=settings["accessKeyId"], aws_secret_access_key=secret)
            aws = client("made up")
            aws.create_secret(Name="team/a", SecretBinary=b"\0one")
            self.assertEqual(aws.get_secret_value(SecretId="team/a")["SecretBinary"], b"\0one")
            aws.put_secret_value(SecretId="team/a", SecretString="two")
            self.assertEqual(aws.get_secret_value(SecretId="team/a")["SecretString"], "two")
            self.assertEqual(aws.get_secret_value(SecretId="team/a", VersionStage="AWSPREVIOUS")["SecretBinary"], b"\0one")
            with self.assertRaises(aws.exceptions.ResourceExistsException):
                aws.create_secret(Name="team/a", SecretString="three")
            self.assertEqual([one["Name"] for one in aws.list_secrets(
                Filters=[{"Key": "name", "Values": ["team/"]}])["SecretList"]], ["team/a"])
            aws.delete_secret(SecretId="team/a", ForceDeleteWithoutRecovery=True)
            with self.assertRaises(aws.exceptions.ResourceNotFoundException):
                aws.get_secret_value(SecretId="team/a")
            with self.assertRaises(botocore.exceptions.ClientError) as refused:
                client("another").list_secrets()
            self.assertEqual(refused.exception.response["Error"]["Code"], "InvalidSignatureException")


if __name__ == "__main__":
    unittest.main()
