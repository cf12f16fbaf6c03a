#!/usr/bin/env python3
"""every_input.py PROGRAM SOURCE DATA: `check` with every built-in pack on each file of DATA, in every format. SARIF
must keep its JSON Schema, and each result have a place in a file of the input, a code flow and related locations;
JUnit must keep its XSD; Markdown has less than 60,000 characters and HTML less than 2 MB. Prints "skipped" where the
data, python3-jsonschema or xmllint is missing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

FOLDERS = ("arm", "live", "resourcegraph", "tfplan", "whatif")
FORMATS = {"sarif": "sarif", "junit": "xml", "markdown": "md", "html": "html", "json": "json", "github": "gh",
           "azure-devops": "ado", "text": "txt"}
PACKS = ["--pack", "isolated-backend", "--pack", "mcsb", "--pack", "cis"]


def files(data):
    for folder in FOLDERS:
        place = os.path.join(data, folder)
        for name in sorted(os.listdir(place)) if os.path.isdir(place) else []:
            if name.endswith(".json") and not name.endswith(".parameters.json"):
                yield os.path.join(place, name)


def check(program, path, folder):
    """The exit code and what is left by format; nothing of a kind that was not written."""
    arguments = [program, "check", path, "--today", "2027-01-01", "-q", *PACKS]
    parameters = path[:-len(".json")] + ".parameters.json"
    if os.path.exists(parameters):
        arguments += ["--parameters", parameters]
    for form, end in FORMATS.items():
        arguments += ["-o", "%s=%s" % (form, os.path.join(folder, "report." + end))]
    done = subprocess.run(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)
    return done.returncode


def of_sarif(report, path, validator):
    for error in list(validator.iter_errors(report))[:3]:
        yield "SARIF: " + error.message[:200]
    for result in report["runs"][0]["results"]:
        said = result["message"]["text"][:80]
        uris = [each["physicalLocation"]["artifactLocation"]["uri"] for each in result.get("locations", [])]
        name = os.path.basename(path)
        own = (name, name[:-len(".json")] + ".parameters.json")
        if not any(os.path.basename(uri) in own for uri in uris):
            yield "SARIF: no place in the input: " + said
        if not any(flow["threadFlows"][0]["locations"] for flow in result.get("codeFlows", [])):
            yield "SARIF: no code flow: " + said
        if not result.get("relatedLocations"):
            yield "SARIF: no related locations: " + said


def faults_of(folder, path, source, validator):
    at = {form: os.path.join(folder, "report." + end) for form, end in FORMATS.items()}
    with open(at["sarif"]) as file:
        yield from of_sarif(json.load(file), path, validator)
    schema = os.path.join(source, "tests", "schemas", "junit-10.xsd")
    junit = subprocess.run(["xmllint", "--noout", "--nonet", "--schema", schema, at["junit"]],
                           stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if junit.returncode != 0:
        yield "JUnit: " + junit.stderr[:200]
    with open(at["markdown"]) as file:
        if len(file.read()) >= 60_000:
            yield "Markdown: too long"
    if os.path.getsize(at["html"]) >= 2_000_000:
        yield "HTML: too large"
    with open(at["json"]) as file:
        json.load(file)


def main():
    program, source, data = (os.path.abspath(each) for each in sys.argv[1:4])
    if not os.path.isdir(data):
        print("skipped: there is no " + sys.argv[3])
        return 0
    if not shutil.which("xmllint"):
        print("skipped: xmllint is not installed")
        return 0
    try:
        import jsonschema
    except ImportError:
        print("skipped: python3-jsonschema is not installed")
        return 0
    with open(os.path.join(source, "tests", "schemas", "sarif-2.1.0-rtm.5.json")) as file:
        schema = json.load(file)
    validator = jsonschema.validators.validator_for(schema)(schema)
    read = refused = wrong = 0
    for path in files(data):
        with tempfile.TemporaryDirectory() as folder:
            code = check(program, path, folder)
            read += 1
            refused += code == 2
            faults = ["ended with %d" % code] if code not in (0, 1, 2, 3) else list(faults_of(folder, path, source, validator))
        for fault in faults:
            print("wrong: %s: %s" % (os.path.relpath(path, data), fault))
            wrong += 1
    print("%d inputs, %d of them refused, %d faults" % (read, refused, wrong))
    return 1 if wrong or not read else 0


if __name__ == "__main__":
    sys.exit(main())
