#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Does a file of the tree hold what looks like a real key? Tests make theirs at run time or put them together from parts.
no_secrets.py [ROOT]"""

import argparse
import pathlib
import re
import sys

import tree

FOLDERS = (".ci", "app", "cmake", "core", "docs", "installer", "resources", "tests", "tools", "ui")
LOOKS_LIKE = {
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----\s*\n\s*[A-Za-z0-9+/=]{20}",
    "a Stripe key": r"\b[sr]k_(?:live|test)_[0-9A-Za-z]{16,}",
    "a Shopify token": r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}",
    "a GitHub token": r"\bgh[pousr]_[0-9A-Za-z]{36}|\bgithub_pat_[0-9A-Za-z_]{60,}",
    "a Slack token": r"\bxox[abeoprs]-[0-9A-Za-z-]{20,}|\bxapp-\d-[0-9A-Z]{8,}",
    "a SendGrid key": r"\bSG\.[\w-]{20,24}\.[\w-]{39,50}",
    "a Twilio identifier": r"\b(?:AC|SK)[0-9a-f]{32}\b",
    "an Airtable token": r"\bpat[0-9A-Za-z]{14}\.[0-9a-f]{64}",
    "a Notion token": r"\b(?:secret|ntn)_[0-9A-Za-z]{43,}",
    "a Mailchimp key": r"\b[0-9a-f]{32}-us\d{1,2}\b",
    "a HubSpot token": r"\bpat-(?:na|eu)1-[0-9a-f]{8}-[0-9a-f]{4}",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a Google key": r"\bAIza[0-9A-Za-z_-]{35}",
    "a webhook secret": r"\bwhsec_[0-9A-Za-z+/=]{24,}",
    "a signed web token": r"\beyJ[\w-]{16,}\.eyJ[\w-]{16,}\.[\w-]{16,}",
}


def check(root):
    problems = []
    tops = [p for p in sorted(root.iterdir()) if p.is_file()]
    for file in tops + tree.files(root, FOLDERS, ""):
        text = file.read_bytes().decode("utf-8", "replace")
        for what, pattern in LOOKS_LIKE.items():
            for match in re.finditer(pattern, text):
                if len(set(match.group(0)[-16:])) <= 2:
                    continue  # an example of zeros or crosses is plainly fake
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{file.relative_to(root)}:{line}: looks like {what}")
    return problems


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("root", nargs="?", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent.parent)
    return tree.report(check(options.parse_args().root.resolve()), "secrets: none in the tree")


if __name__ == "__main__":
    sys.exit(main())
