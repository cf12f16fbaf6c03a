#!/usr/bin/env python3
"""endurance.py PROGRAM [SECONDS]: an endpoint under mixed load while what it depends on breaks and heals: pages, documents,
metrics, probes on request, listeners that come and go, slow and broken clients, and a configuration that is read anew. It must
answer each request as it should, /healthz in time, keep its memory, say nothing of a sanitizer, and end when told. Prints
"skipped" where no namespace can be made."""

import collections
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import world  # noqa: E402

SEED = 20261127
DEPENDENCIES = [{"key": "kv-%d" % number, "front": "disabled"} for number in range(6)] + \
               [{"key": "site-%d" % number, "service": "site", "answer": "page", "front": "page"} for number in range(2)]
WEATHER = {"dns": ["private", "private", "public", "nxdomain", "servfail", "silent", "nodata", "nxdomain-after-alias"],
           "certificate": ["good", "good", "good", "other", "self"],
           "answer": ["private", "private", "disabled", "rules", "wrong-target", "page", "throttled", "failing"],
           "front": ["disabled", "disabled", "gate", "rules", "page"]}
PATHS = ["/", "/diagnostics", "/diagnostics?", "/diagnostics/kv-1", "/diagnostics/site-0", "/diagnostics/history", "/metrics",
         "/readyz", "/openapi.json", "/probe?target=kv-2&module=isolated", "/probe?target=kv-3&module=dns",
         "/probe?target=site-1&module=http", "/probe?target=nobody", "/diagnostics/nobody", "/nowhere", "/diagnostics/" + "x" * 5000]
EXPECTED = {200, 301, 302, 303, 304, 307, 308, 400, 404, 405, 408, 413, 414, 415, 421, 429, 431, 501, 503, 504, 505}
RUBBISH = [b"", b"\0" * 64, b"GET", b"GET / HTTP/1.1\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /diagnostics HTTP/1.1\r\nHost: a\r\n"
           b"Content-Length: 99999999\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X: y\r\n" * 3000, b"\x16\x03\x01\x02\x00\x01",
           b"GET /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"]
ADDRESS = ("127.0.0.1", 9090)


class Load:
    def __init__(self, seconds):
        self.until = time.time() + seconds
        self.lock = threading.Lock()
        self.statuses = collections.Counter()
        self.health = []
        self.faults = []
        self.threads = []

    def on(self):
        return time.time() < self.until

    def fault(self, text):
        with self.lock:
            if text not in self.faults and len(self.faults) < 20:
                self.faults.append(text)

    def start(self, work, count=1):
        for number in range(count):
            thread = threading.Thread(target=work, args=(random.Random("%d %s %d" % (SEED, work.__name__, number)),), daemon=True)
            self.threads.append(thread)
            thread.start()

    def get(self, connection, path, accept):
        connection.request(random.choice(["GET", "GET", "GET", "HEAD"]), path, headers={"Accept": accept})
        answer = connection.getresponse()
        answer.read()
        with self.lock:
            self.statuses[answer.status] += 1
        if answer.status not in EXPECTED:
            self.fault("%s: %d" % (path, answer.status))

    # ---- clients

    def readers(self, dice):
        while self.on():
            connection = http.client.HTTPConnection(*ADDRESS, timeout=70)
            try:
                for _ in range(dice.randrange(1, 20)):
                    self.get(connection, dice.choice(PATHS),
                             dice.choice(["*/*", "application/json", "text/html", "application/health+json"]))
                    time.sleep(dice.random() * 0.05)
            except (OSError, http.client.HTTPException):
                with self.lock:  # it may have made room for another one, or be reading its configuration anew
                    self.statuses["gone"] += 1
            finally:
                connection.close()

    def on_call(self, _):
        while self.on():
            begin = time.time()
            try:
                connection = http.client.HTTPConnection(*ADDRESS, timeout=20)
                connection.request("GET", "/healthz")
                status = connection.getresponse().status
                connection.close()
            except (OSError, http.client.HTTPException) as problem:
                status = repr(problem)
            if status != 200:
                self.fault("/healthz: %s" % status)
            self.health.append(time.time() - begin)
            time.sleep(0.1)

    def listeners(self, dice):
        while self.on():
            try:
                with socket.create_connection(ADDRESS, timeout=5) as plain:
                    plain.sendall(b"GET /diagnostics/events HTTP/1.1\r\nHost: a\r\nAccept: text/event-stream\r\n\r\n")
                    plain.settimeout(dice.random() * 3)
                    while plain.recv(4096):
                        pass
            except OSError:
                pass

    def slow(self, dice):
        held = []
        while self.on():
            try:
                held.append(socket.create_connection(ADDRESS, timeout=5))
                for plain in held:
                    plain.sendall(dice.choice([b"", b"G", b"GET /diag", b"\r"]))
            except OSError:
                pass
            while len(held) > 150:
                held.pop(dice.randrange(len(held))).close()
            time.sleep(0.01)
        for plain in held:
            plain.close()

    def vandals(self, dice):
        while self.on():
            try:
                with socket.create_connection(ADDRESS, timeout=5) as plain:
                    plain.sendall(dice.choice(RUBBISH))
                    plain.settimeout(dice.random())
                    plain.recv(4096)
            except OSError:
                pass
            time.sleep(0.02)


def resident(server):
    with open("/proc/%d/status" % server.pid, encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("VmRSS"))


def disturb(around, server, load, dice):
    """Breaks and heals what is depended on, and has the configuration read anew. Gives back the memory over time."""
    memory, turn = [], 0
    while load.on() and server.poll() is None:
        turn += 1
        fault = around.faults[dice.choice(sorted(around.faults))]
        what = dice.choice(sorted(WEATHER))
        fault[what] = dice.choice(WEATHER[what])
        if turn % 20 == 0:
            around.configuration(plan=turn % 40 == 0, history={"file": "history.db"})
            server.send_signal(signal.SIGHUP)
        memory.append(resident(server))
        time.sleep(0.25)
    return memory


def main():
    outside = world.in_own_namespace()
    if outside is not None:
        return outside
    program, seconds = os.path.abspath(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 20
    folder = tempfile.mkdtemp()
    server = None
    try:
        around = world.World(folder, DEPENDENCIES)
        path = around.configuration(history={"file": "history.db"})
        with open(os.path.join(folder, "said"), "w", encoding="utf-8") as said:
            server = subprocess.Popen([program, "serve", "--config", path], cwd=folder, stderr=said)
        begin = time.time()
        while time.time() - begin < 30:
            try:
                socket.create_connection(ADDRESS, timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        load = Load(seconds)
        for work, count in ((load.readers, 4), (load.on_call, 1), (load.listeners, 3), (load.slow, 1), (load.vandals, 2)):
            load.start(work, count)
        memory = disturb(around, server, load, random.Random(SEED))
        for thread in load.threads:
            thread.join(80)
        if server.poll() is not None:
            load.fault("it ended with %s" % server.returncode)
        else:
            server.send_signal(signal.SIGTERM)
            if server.wait(60) != 0:
                load.fault("SIGTERM ended it with %d" % server.returncode)
        with open(os.path.join(folder, "said"), encoding="utf-8", errors="replace") as said:
            text = said.read()
        for word in ("Sanitizer", "runtime error", "internal error"):
            if word in text:
                load.fault("it said: " + text[max(0, text.index(word) - 200):text.index(word) + 3000])
        third = max(1, len(memory) // 3)
        early, late = max(memory[:third]), max(memory[-third:])
        if seconds >= 300 and late > 1.5 * early + 20000:  # a sanitizer keeps what is freed for a while
            load.fault("memory grew from %d to %d KiB" % (early, late))
        health = sorted(load.health)
        p99, worst = health[int(0.99 * (len(health) - 1))], health[-1]
        if p99 > 2:
            load.fault("/healthz took %.2f s" % p99)
        for each in load.faults:
            print("wrong: " + each)
        print("%d s, %s, /healthz p99 %.0f ms at most %.0f ms, memory %d then %d KiB, %d wrong" % (
            seconds, json.dumps(dict(sorted(load.statuses.items(), key=str))), p99 * 1000, worst * 1000, early, late,
            len(load.faults)))
        return 1 if load.faults else 0
    finally:
        if server and server.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
