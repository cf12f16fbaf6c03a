#!/usr/bin/env python3
"""states.py PROGRAM: forty dependencies with a fault each, served by a real endpoint in a network namespace of its own;
state, sentence and first cause of each must be right, in the document and on the page. Prints "skipped" where no
namespace can be made."""

import html
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import world  # noqa: E402

ISOLATED, EXPOSED, BROKEN, UNDETERMINED, REACHED = "isolated", "exposed", "broken", "undetermined", "reached"

# What is deployed and what answers; then the state, words of the sentence, and a cause. "?CODE" is one of the candidates:
# the resources have no such fault, and from the app it looks like that. None: nothing is claimed.
FAULTS = [
    # as designed
    ({"key": "kv-ok"}, ISOLATED, "is isolated", None),
    ({"key": "kv-ok-seen", "written": False, "front": "disabled"}, ISOLATED, "is isolated", None),
    ({"key": "kv-rules-closed", "access": "Rules", "front": "rules"}, ISOLATED, "is isolated", None),
    ({"key": "site-ok", "service": "site", "answer": "page"}, ISOLATED, "is isolated", None),
    # open
    ({"key": "kv-enabled", "access": "Enabled"}, EXPOSED, "the Internet gets in", None),
    ({"key": "kv-enabled-front", "access": "Enabled", "front": "gate"}, EXPOSED, "the Internet gets in", None),
    ({"key": "site-open", "service": "site", "answer": "page", "access": "Enabled", "front": "page"}, EXPOSED, "lets this app in", None),
    ({"key": "site-open-unwritten", "service": "site", "answer": "page", "written": False, "front": "page"}, EXPOSED, "lets this app in", None),
    ({"key": "site-open-surprise", "service": "site", "answer": "page", "front": "page"}, EXPOSED, "lets this app in", None),
    ({"key": "site-public", "service": "site", "dns": "public", "endpoint": False, "access": "Enabled", "front": "page"}, EXPOSED, "lets this app in", None),
    ({"key": "kv-enabled-down", "access": "Enabled", "tcp": "timeout"}, EXPOSED, "the app fails", None),
    # names
    ({"key": "kv-nxdomain", "dns": "nxdomain", "record": False}, BROKEN, "does not exist in DNS", "DNS_RECORD_MISSING"),
    ({"key": "kv-record-gone", "dns": "nxdomain-after-alias", "record": False}, BROKEN, "does not exist in DNS", "DNS_RECORD_MISSING"),
    ({"key": "kv-servfail", "dns": "servfail"}, BROKEN, "no answer for the name", "?CLIENT_STALE_STATE"),
    ({"key": "kv-dns-refused", "dns": "refused"}, BROKEN, "no answer for the name", None),
    ({"key": "kv-dns-silent", "dns": "silent"}, BROKEN, "no answer for the name", "?DNS_CUSTOM_SERVER_NO_FORWARD"),
    ({"key": "kv-nodata", "dns": "nodata"}, BROKEN, "", "TIMING_NOT_CONVERGED"),
    ({"key": "kv-public-closed", "dns": "public", "front": "disabled"}, BROKEN, "leads to the public endpoint, which is disabled", "TIMING_NOT_CONVERGED"),
    ({"key": "kv-public-rules", "dns": "public", "access": "Rules", "front": "rules"}, BROKEN, "which refuses the app", "TIMING_NOT_CONVERGED"),
    ({"key": "kv-public-gate", "dns": "public", "front": "gate"}, UNDETERMINED, "leads to the public endpoint", "TIMING_NOT_CONVERGED"),
    ({"key": "kv-wrong-record", "record-address": "10.0.1.251", "address": "10.0.1.251", "written-address": "10.0.1.60", "tcp": "timeout"}, BROKEN, "does not answer (10.0.1.251)", "STATIC_ADDRESS_STALE"),
    # connections
    ({"key": "kv-timeout", "tcp": "timeout"}, BROKEN, "does not answer", "?NSG_DENY"),
    ({"key": "kv-tcp-refused", "tcp": "refused"}, BROKEN, "refuses the connection", "?FW_DENY"),
    ({"key": "kv-half", "more": ["10.0.1.252"]}, BROKEN, "another of its addresses works", None),
    ({"key": "kv-closes", "address": "10.0.1.250"}, BROKEN, "TLS handshake fails", "?CLIENT_HOSTNAME_WRONG"),
    ({"key": "kv-other-name", "certificate": "other"}, BROKEN, "certificate is for another name", "CLIENT_HOSTNAME_WRONG"),
    ({"key": "kv-self-signed", "certificate": "self"}, BROKEN, "TLS handshake fails", "?CLIENT_HOSTNAME_WRONG"),
    # what the service says
    ({"key": "kv-wrong-target", "answer": "wrong-target"}, BROKEN, "belongs to another resource", None),
    ({"key": "kv-pe-refused", "answer": "pe-refused"}, BROKEN, "refuses what comes through the private endpoint", None),
    ({"key": "site-stopped", "service": "site", "answer": "stopped"}, BROKEN, "is stopped", None),
    ({"key": "site-other", "service": "site", "answer": "other"}, BROKEN, "something else answers", None),
    ({"key": "kv-throttled", "answer": "throttled"}, UNDETERMINED, "says nothing", None),
    ({"key": "kv-failing", "answer": "failing"}, UNDETERMINED, "says nothing", None),
    # what is not known
    ({"key": "kv-unwritten", "written": False}, UNDETERMINED, "public endpoint is closed", None),
    ({"key": "kv-unwritten-rules", "written": False, "front": "rules"}, UNDETERMINED, "whom else they let in is not known", None),
    ({"key": "kv-unwritten-gate", "written": False, "front": "gate"}, UNDETERMINED, "public endpoint is closed", None),
    ({"key": "kv-contradiction", "access": "Enabled", "front": "disabled"}, UNDETERMINED, "was seen closed", None),
    # where nothing is connected to
    ({"key": "kv-loopback", "address": "127.0.0.9", "written-address": "10.0.1.70"}, UNDETERMINED, "nothing was measured", "TIMING_NOT_CONVERGED"),
    ({"key": "kv-metadata", "address": "169.254.169.254", "written-address": "10.0.1.71"}, UNDETERMINED, "nothing was measured", "TIMING_NOT_CONVERGED"),
    # where no isolation is wanted
    ({"key": "site-reached", "service": "site", "dns": "public", "endpoint": False, "access": "Enabled", "front": "page", "declared": {"intent": "reached"}}, REACHED, "is reached", None),
]


def get(path, accept="application/json"):
    request = urllib.request.Request("http://127.0.0.1:9090" + path, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return answer.read().decode()


def measured(patience=40):
    until = time.time() + patience
    while time.time() < until:
        try:
            document = json.loads(get("/diagnostics"))
            if all("measured" in each for each in document["dependencies"]):
                return document
        except OSError:
            pass
        time.sleep(0.1)
    raise SystemExit("the endpoint did not measure all dependencies")


def check(document, page):
    faults = []
    cards = {key: html.unescape(re.sub(r"<[^>]*>", "", text))
             for key, text in re.findall(r'<article class="card [a-z]+" id="d-([^"]+)">(.*?)</article>', page, re.S)}
    by_key = {each["key"]: each for each in document["dependencies"]}
    for fault, state, words, code in FAULTS:
        key = fault["key"]
        seen = by_key[key]
        codes = [cause["code"] for cause in seen["explanations"][0]["causes"]] if seen["explanations"] else []
        problems = []
        if seen["state"] != state:
            problems.append("is " + seen["state"])
        if words not in seen["sentence"]:
            problems.append("says otherwise")
        if seen["sentence"] not in cards.get(key, "") or ": " + state not in cards.get(key, ""):
            problems.append("the page does not say so")
        candidates = seen.get("candidates", [])
        if code is None and (codes or candidates):
            problems.append("has causes %s" % (codes + candidates))
        if code is not None and code not in codes + ["?" + each for each in candidates]:
            problems.append("has the causes %s, expected %s" % (codes + candidates, code))
        if (codes or candidates) and (codes or candidates)[0] not in cards.get(key, ""):
            problems.append("the page lacks the cause")
        if problems:
            faults.append("%s (expected %s, %r): %s: %s" % (key, state, words, ", ".join(problems), seen["sentence"]))
        if "-v" in sys.argv:
            print("%-20s %-12s %-28s %s" % (key, seen["state"], ",".join(codes or ["?" + each for each in candidates]), seen["sentence"]))
    return faults


def main():
    outside = world.in_own_namespace()
    if outside is not None:
        return outside
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp()
    server = None
    try:
        around = world.World(folder, [fault for fault, *_ in FAULTS])
        server = subprocess.Popen([program, "serve", "--config", around.configuration()], cwd=folder)
        document = measured()
        faults = check(document, get("/diagnostics", "text/html"))
        closed = {(key, address) for key, address in around.reached if address.startswith(("127.", "169.254."))}
        if closed:
            faults.append("was connected to: %s" % closed)
        server.send_signal(signal.SIGTERM)
        if server.wait(20) != 0:
            faults.append("SIGTERM ended it with %d" % server.returncode)
        for each in faults:
            print("wrong: " + each)
        print("%d states, %d wrong" % (len(FAULTS), len(faults)))
        return 1 if faults else 0
    finally:
        if server and server.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
