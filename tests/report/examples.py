#!/usr/bin/env python3
"""examples.py PROGRAM SOURCE DATA: the outputs that docs/examples.md shows are what the program says today; a line that
begins with an ellipsis stands for what is left out. Prints "skipped" where the templates are not there."""

import os
import re
import shlex
import subprocess
import sys

TEMPLATES = {  # what the page calls a template, and where it is in DATA
    "key-vault-private-endpoint": "arm/qs-key-vault-private-endpoint.json",
    "function-app-storage-private-endpoints": "arm/qs-function-app-storage-private-endpoints.json",
    "Tests.Bicep.2.json": "arm/psrule-avm-2.json",
}


def examples(page):
    """The template, the command and the output of each."""
    template = None
    for text, block in re.findall(r"(.*?)^```\n(.*?)^```\n", page, re.S | re.M):
        for called, path in TEMPLATES.items():
            if called in text:
                template = path
        command, output = block.split("\n", 1)
        yield template, command, output


def main():
    program, source, data = sys.argv[1:4]
    if not all(os.path.exists(os.path.join(data, each)) for each in TEMPLATES.values()):
        print("skipped: %s has not the templates" % data)
        return 0
    with open(os.path.join(source, "docs/examples.md")) as file:
        page = file.read()
    faults = count = 0
    for template, command, output in examples(page):
        count += 1
        words = shlex.split(command)[2:]  # without "$ airtight"
        stem = os.path.join(data, template)[:-len(".json")]
        told = words[1]
        words[1] = stem + ".json"
        words = [stem + ".parameters.json" if each.endswith(".parameters.json") else each for each in words]
        said = subprocess.run([program, *words, "--quiet"], capture_output=True, text=True, timeout=60).stdout
        said = said.replace(stem + ".json", told)
        at = 0
        for part in re.split(r"^….*\n", output, flags=re.M):
            found = said.find(part.strip("\n"), at)
            if found < 0:
                faults += 1
                print("not said by %s:\n%s\nbut:\n%s" % (command, part, said))
                break
            at = found + len(part.strip("\n"))
    print("%d examples, %d wrong" % (count, faults))
    return 1 if faults or count != 4 else 0


if __name__ == "__main__":
    sys.exit(main())
