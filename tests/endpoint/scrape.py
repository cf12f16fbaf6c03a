#!/usr/bin/env python3
"""scrape.py PROGRAM ROOT: Debian's Prometheus scrapes /metrics and /probe of a real endpoint with the rules of docs/fleet,
in a network namespace of its own; its queries return what was served. Prints "skipped" where something is missing."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import states  # noqa: E402
import world  # noqa: E402

FAULTS = [{"key": "kv-ok"}, {"key": "kv-enabled", "access": "Enabled"}, {"key": "kv-timeout", "tcp": "timeout"}]


def query(text):
    url = "http://127.0.0.1:9091/api/v1/query?" + urllib.parse.urlencode({"query": text})
    with urllib.request.urlopen(url, timeout=5) as answer:
        return {json.dumps(each["metric"], sort_keys=True): float(each["value"][1])
                for each in json.load(answer)["data"]["result"]}


def comes(text, expected, patience=40):
    until = time.time() + patience
    found = None
    while time.time() < until:
        try:
            found = sorted(query(text).values())
            if found == sorted(expected):
                return []
        except OSError:
            pass
        time.sleep(0.3)
    return ["%s is %s, expected %s" % (text, found, expected)]


def main():
    outside = world.in_own_namespace("prometheus", "promtool")
    if outside is not None:
        return outside
    program, root = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    folder = tempfile.mkdtemp()
    children, faults = [], []
    try:
        fleet = os.path.join(root, "docs", "fleet")
        for words in (["config", "prometheus.yml"], ["rules", "alerts.yml"]):
            done = subprocess.run(["promtool", "check", *words], cwd=fleet, capture_output=True, text=True)
            if done.returncode != 0:
                faults.append("promtool check %s: %s" % (words[0], done.stdout + done.stderr))
        with open(os.path.join(fleet, "dashboard.json")) as file:
            panels = json.load(file)["panels"]
        around = world.World(folder, [dict(each) for each in FAULTS])
        children.append(subprocess.Popen([program, "serve", "-q", "--config", around.configuration()], cwd=folder))
        states.measured()
        for path in ("/metrics", "/probe?target=kv-ok", "/probe?target=kv-timeout&module=tcp_connect"):
            done = subprocess.run(["promtool", "check", "metrics"], input=states.get(path), capture_output=True, text=True)
            if done.returncode != 0 or done.stdout or done.stderr:
                faults.append("promtool check metrics of %s: %s" % (path, done.stdout + done.stderr))
        with open(os.path.join(fleet, "prometheus.yml")) as file:
            text = file.read()
        text = text.replace("60s", "1s").replace("30s", "1s").replace("[app1.example:9090, app2.example:9090]", "[127.0.0.1:9090]")
        text = text.replace("app1.example:9090", "127.0.0.1:9090").replace("[vault, language]", "[kv-ok, kv-enabled, kv-timeout]")
        text = text.replace("scrape_interval: 1s", "scrape_interval: 1s\n  evaluation_interval: 1s")
        shutil.copy(os.path.join(fleet, "alerts.yml"), folder)
        with open(os.path.join(folder, "prometheus.yml"), "w") as file:
            file.write(text)
        children.append(subprocess.Popen(["prometheus", "--config.file=prometheus.yml", "--storage.tsdb.path=tsdb",
                                          "--web.listen-address=127.0.0.1:9091", "--log.level=error"], cwd=folder,
                                         stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        faults += comes('airtight_dependency_state{dependency="kv-ok",state="isolated"}', [1.0])
        faults += comes('airtight_dependency_state{dependency="kv-enabled",state="exposed"}', [1.0])
        faults += comes('airtight_dependency_state == 1', [1.0, 1.0, 1.0])
        faults += comes('airtight_dependency_isolated', [0.0, 0.0, 1.0])
        faults += comes('probe_success{dependency="kv-ok"}', [1.0])
        faults += comes('probe_success{dependency="kv-timeout"}', [0.0])
        faults += comes('probe_http_status_code{dependency="kv-ok"}', [401.0])
        faults += comes('count(probe_ssl_earliest_cert_expiry > time())', [2.0])
        faults += comes('ALERTS{alertname="BackEndExposed",alertstate="firing"}', [1.0])
        for panel in panels:
            for target in panel["targets"]:
                if not query(target["expr"].replace("$instance", ".*")) and panel["title"] not in ("Reached",):
                    faults.append("the panel %r shows nothing" % panel["title"])
        for each in faults:
            print("wrong: " + each)
        print("scraped, %d wrong" % len(faults))
        return 1 if faults else 0
    finally:
        for child in reversed(children):
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(20)
            except subprocess.TimeoutExpired:
                child.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
