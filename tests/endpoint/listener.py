#!/usr/bin/env python3
"""listener.py PROGRAM: what listens, with TLS, certificates of clients and a disk that may not be written to. Prints
"skipped" where no namespace can be made."""

import http.client
import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import world  # noqa: E402

FAULTS = []


def expect(holds, what):
    if not holds:
        FAULTS.append(what)


def certificate(folder, name, authority, common_name, more=""):
    """NAME.pem and NAME.key, signed by AUTHORITY, which is made where there is none."""
    commands = ""
    if not os.path.exists(os.path.join(folder, authority + ".pem")):
        commands += ("openssl req -x509 -newkey rsa:2048 -nodes -keyout {a}.key -out {a}.pem -days 30 "
                     "-subj /CN={a} 2>/dev/null;")
    commands += ("openssl req -newkey rsa:2048 -nodes -keyout {n}.key -out {n}.csr -subj /CN={c} 2>/dev/null;"
                 "printf 'subjectAltName=DNS:localhost' > {n}.ext;"
                 "openssl x509 -req -in {n}.csr -CA {a}.pem -CAkey {a}.key -CAcreateserial {m} "
                 "-extfile {n}.ext -out {n}.pem 2>/dev/null")
    subprocess.run(commands.format(a=authority, n=name, c=common_name, m=more or "-days 30"), shell=True, check=True,
                   cwd=folder)


class Client:
    def __init__(self, folder, own=None):
        self.context = ssl.create_default_context(cafile=os.path.join(folder, "authority.pem"))
        if own:
            self.context.load_cert_chain(os.path.join(folder, own + ".pem"), os.path.join(folder, own + ".key"))

    def get(self, path):
        """The status and text; None where there is no way in."""
        connection = http.client.HTTPSConnection("localhost", 9443, timeout=10, context=self.context)
        try:
            connection.request("GET", path, headers={"Accept": "application/json"})
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, ssl.SSLError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def serial(self):
        with socket.create_connection(("localhost", 9443), timeout=10) as plain:
            with self.context.wrap_socket(plain, server_hostname="localhost") as secure:
                return secure.getpeercert()["serialNumber"]


def until(holds, patience=20):
    end = time.time() + patience
    while time.time() < end:
        if holds():
            return True
        time.sleep(0.1)
    return False


def check_clients(folder):
    nobody, friend = Client(folder), Client(folder, "friend")
    expect(until(lambda: "measured" in (nobody.get("/diagnostics") or (0, ""))[1]), "it did not measure over TLS")
    plain = nobody.get("/diagnostics")
    expect(plain and plain[0] == 200 and json.loads(plain[1])["view"] == "redacted", "without a certificate: %s" % (plain,))
    known = friend.get("/diagnostics")
    expect(known and known[0] == 200 and json.loads(known[1])["view"] == "details", "with a certificate: %s" % (known,))
    for name in ("stranger", "late", "itself"):
        seen = Client(folder, name).get("/diagnostics")
        expect(seen is None or json.loads(seen[1])["view"] == "redacted", "%s sees details" % name)
        expect(seen is None, "%s comes in" % name)
    expect(nobody.get("/healthz") is not None, "it lives no more")


def check_versions(folder):
    for version in ("-tls1", "-tls1_1"):
        old = subprocess.run(["openssl", "s_client", "-connect", "localhost:9443", version, "-cipher", "ALL:@SECLEVEL=0"],
                             cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        expect("Cipher is (NONE)" in old.stdout or old.returncode != 0, version + " is taken")
    for version in ("-tls1_2", "-tls1_3"):
        new = subprocess.run(["openssl", "s_client", "-connect", "localhost:9443", version], cwd=folder,
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20)
        expect("Cipher is (NONE)" not in new.stdout, version + " is refused")


def check_rubbish():
    """Plain HTTP, half a handshake and rubbish are closed in time, and nobody waits for them."""
    for octets in (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"\x16\x03\x01", b"\0" * 4096, b""):
        with socket.create_connection(("localhost", 9443), timeout=10) as plain:
            plain.sendall(octets)
            started = time.time()
            try:
                while plain.recv(4096):
                    pass
            except ConnectionResetError:
                pass
            except socket.timeout:
                expect(False, "%r is not closed" % octets[:8])
            expect(time.time() - started < 4, "%r is held for %.1f s" % (octets[:8], time.time() - started))


def check_renewal(folder, server):
    before = Client(folder).serial()
    certificate(folder, "server", "authority", "localhost")
    server.send_signal(signal.SIGHUP)
    expect(until(lambda: Client(folder).serial() != before), "a renewed certificate is not served")
    renewed = Client(folder).serial()
    with open(os.path.join(folder, "server.pem"), "w") as file:
        file.write("no certificate\n")
    server.send_signal(signal.SIGHUP)
    time.sleep(1)
    expect(Client(folder).serial() == renewed, "a broken certificate took the place of one that works")


def check_start(program, folder, path):
    """With a key of another certificate it does not start, and says which file."""
    shutil.copy(os.path.join(folder, "friend.pem"), os.path.join(folder, "server.pem"))
    ended = subprocess.run([program, "serve", "--config", path], cwd=folder, capture_output=True, text=True, timeout=20)
    expect(ended.returncode == 2, "a key of another certificate: exit %d" % ended.returncode)
    expect("server.key" in ended.stderr, "which file is wrong is not said: " + ended.stderr)


def check_read_only(program, folder, around):
    """On a disk that is read-only the history is kept in memory, with a warning, and the rest works."""
    os.mkdir(os.path.join(folder, "disk"))
    path = around.configuration(listen="127.0.0.1:9090", history={"file": "disk/history.sqlite"})
    mount = "mount --bind disk disk && mount -o remount,bind,ro disk && exec %s serve --config %s" % (program, path)
    server = subprocess.Popen(["unshare", "-m", "sh", "-c", mount], cwd=folder)

    def answer():
        connection = http.client.HTTPConnection("127.0.0.1", 9090, timeout=10)
        try:
            connection.request("GET", "/diagnostics", headers={"Accept": "application/json"})
            return json.loads(connection.getresponse().read())
        except OSError:
            return {"dependencies": [{}]}
        finally:
            connection.close()

    expect(until(lambda: all("measured" in each for each in answer()["dependencies"])), "it does not measure on a read-only disk")
    warnings = [each["message"] for each in answer().get("diagnostics", [])]
    expect(any("history" in each for each in warnings), "no warning of a read-only disk: %s" % warnings)
    expect(not os.listdir(os.path.join(folder, "disk")), "something was written")
    server.send_signal(signal.SIGTERM)
    expect(server.wait(20) == 0, "SIGTERM ended it with %s" % server.returncode)


def main():
    outside = world.in_own_namespace("unshare", "mount")
    if outside is not None:
        return outside
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp()
    server = None
    try:
        around = world.World(folder, [{"key": "kv-ok"}])
        certificate(folder, "server", "authority", "localhost")
        certificate(folder, "friend", "clients", "friend")
        certificate(folder, "stranger", "strangers", "stranger")
        certificate(folder, "itself", "itself-authority", "itself")
        certificate(folder, "late", "clients", "late", "-days -1" if days_may_be_negative(folder) else "-days 0")
        path = around.configuration(
            listen="127.0.0.1:9443", tls={"certificate": "server.pem", "key": "server.key", "clientAuthorities": "clients.pem"},
            access={"clientCertificate": True}, limits={"requestsPerMinute": 0, "patienceSeconds": 1})
        server = subprocess.Popen([program, "serve", "--config", path], cwd=folder)
        check_clients(folder)
        check_versions(folder)
        check_rubbish()
        check_renewal(folder, server)
        server.send_signal(signal.SIGTERM)
        expect(server.wait(20) == 0, "SIGTERM ended it with %s" % server.returncode)
        check_start(program, folder, path)
        check_read_only(program, folder, around)
        for each in FAULTS:
            print("wrong: " + each)
        print("%d wrong" % len(FAULTS))
        return 1 if FAULTS else 0
    finally:
        if server and server.poll() is None:
            server.kill()
        shutil.rmtree(folder, ignore_errors=True)


def days_may_be_negative(folder):
    made = subprocess.run("openssl req -x509 -newkey rsa:2048 -nodes -keyout /dev/null -out /dev/null -days -1 -subj /CN=x",
                          shell=True, cwd=folder, stderr=subprocess.DEVNULL)
    return made.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
