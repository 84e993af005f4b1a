#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every file of the catalog obeys its schema, by a validator that is not ours; and the schemas are strict: an unknown
member anywhere, or a missing required one, is refused.  check_schema.py RESOURCES"""
import copy
import json
import pathlib
import sys

from jsonschema import Draft202012Validator

resources = pathlib.Path(sys.argv[1])
problems = []


def no_twice(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a member twice: {names}")
    return dict(pairs)


def read(path):
    return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=no_twice)


def validator(name):
    schema = read(resources / "schema" / name)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def check(path, rules):
    document = read(path)
    for error in rules.iter_errors(document):
        problems.append(f"{path.name}: {error.json_path}: {error.message[:120]}")
    return document


def objects(value, where=()):
    """Paths of all objects that have fixed members (maps of headers and parameters have none)."""
    if isinstance(value, dict):
        if not where or where[-1] not in ("headers", "extra"):
            yield where
        for name, child in value.items():
            yield from objects(child, where + (name,))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from objects(child, where + (index,))


def at(document, where):
    for step in where:
        document = document[step]
    return document


apps = validator("app-profile.schema.json")
files = sorted((resources / "catalog/apps").glob("*.json"))
profiles = [check(path, apps) for path in files]
for path in sorted((resources / "catalog/keys").glob("*.json")):
    check(path, validator("key-formats.schema.json"))
check(resources / "catalog/data-classes.json", validator("data-classes.schema.json"))

tried = 0
for name in ("stripe", "slack", "xero"):
    profile = read(resources / "catalog/apps" / f"{name}.json")
    for where in objects(profile):
        changed = copy.deepcopy(profile)
        at(changed, where)["unheardOf"] = 1
        tried += 1
        if apps.is_valid(changed):
            problems.append(f"an unknown member at {name}:{where} passes")
    for member in apps.schema["required"]:
        changed = copy.deepcopy(profile)
        del changed[member]
        tried += 1
        if apps.is_valid(changed):
            problems.append(f"{name} without {member} passes")

if len(files) < 14 or tried < 100:
    problems.append("too little was looked at")
print("\n".join(problems) or f"{len(files)} apps, {tried} broken ones refused")
sys.exit(1 if problems else 0)
