#!/usr/bin/env python3
"""The programs that are carried to an app: their size, what they need of the machine, that airtight-probe says what
`airtight probe` says of peers on the loopback, and that airtight says the same without simdjson.
usage: static_programs.py AIRTIGHT_PROBE AIRTIGHT STATIC_AIRTIGHT, from the root of the repository"""
import glob
import json
import os
import re
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import threading

MOST_BYTES = 15_000_000
NAME = "kv1.vault.azure.net"


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more).stdout


def strip(program, folder):
    stripped = os.path.join(folder, os.path.basename(program))
    shutil.copy(program, stripped)
    run("strip", stripped)
    needed = re.findall(r"\(NEEDED\).*\[(.*)\]", run("readelf", "-d", program))
    print(f"{program}: {os.path.getsize(stripped)} bytes stripped")
    assert not needed, f"needs {needed}"
    return stripped


def check_empty_root(probe, folder):
    """Where nothing is but the program and /etc: no library, no module, no authority."""
    root = os.path.join(folder, "root")
    os.makedirs(os.path.join(root, "etc"))
    shutil.copy(probe, root)
    with open(os.path.join(root, "etc", "hosts"), "w", encoding="utf-8") as file:
        file.write(f"127.0.0.9 {NAME}\n")
    with open(os.path.join(root, "etc", "resolv.conf"), "w", encoding="utf-8") as file:
        file.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
    with open(os.path.join(root, "etc", "nsswitch.conf"), "w", encoding="utf-8") as file:
        file.write("passwd: files\nhosts: files mymachines [NOTFOUND=return] resolve dns # wins\n")
    done = subprocess.run(["unshare", "--map-root-user", "--root", root, "/airtight-probe", f"{NAME}:9", "--format", "json",
                           "--timeout", "0.3"], capture_output=True, text=True)
    if done.returncode == 1 and "unshare" in done.stderr:
        print("skipped: this machine gives no user namespace")
        return
    document = json.loads(done.stdout)
    by_system = [each["result"]["addresses"] for each in document["observations"] if each["result"].get("bySystem")]
    assert by_system == [["127.0.0.9"]], done
    notes = " ".join(each["message"] for each in document["diagnostics"])
    assert '"mymachines"' in notes and '"resolve"' in notes and "wins" not in notes, document["diagnostics"]


def answer_names(server):
    while True:
        query, client = server.recvfrom(4096)
        end = query.index(b"\0", 12) + 5
        is_a = query[end - 3] == 1
        record = b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton("127.0.0.1") if is_a else b""
        head = query[:2] + struct.pack("!HHHHH", 0x8180, 1, 1 if is_a else 0, 0, 0)
        server.sendto(head + query[12:end] + record, client)


def answer_requests(server, context):
    body = b'{"error":{"code":"Unauthorized","message":"AKV10000: Request is missing a Bearer or PoP token."}}'
    answer = (b"HTTP/1.1 401 Unauthorized\r\nContent-Type: application/json\r\nWWW-Authenticate: Bearer\r\n"
              b"Content-Length: %d\r\n\r\n" % len(body)) + body
    while True:
        try:
            with context.wrap_socket(server.accept()[0], server_side=True) as client:
                client.settimeout(5)
                if client.recv(4096):
                    client.sendall(answer)
        except OSError:  # a handshake alone
            pass


def start_peers(folder):
    key, certificate = os.path.join(folder, "key.pem"), os.path.join(folder, "certificate.pem")
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", "/CN=test", "-addext", "subjectAltName=DNS:*.vault.azure.net", "-keyout", key, "-out", certificate)
    names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    names.bind(("127.0.0.1", 0))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    web = socket.create_server(("127.0.0.1", 0))
    for target, arguments in ((answer_names, (names,)), (answer_requests, (web, context))):
        threading.Thread(target=target, args=arguments, daemon=True).start()
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))  # bound and not listening: nobody else gets it
    return names.getsockname()[1], web.getsockname()[1], closed, certificate


def without_times(text):
    document = json.loads(text)
    for each in document["observations"]:
        for key in ("time", "elapsedMs"):
            each.pop(key, None)
    return document


def say(command, arguments):
    done = subprocess.run([*command, *arguments], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def check_whole(airtight, whole):
    """The same of inputs of all kinds, of texts that are none, and of long lists."""
    inputs = sorted(glob.glob("scenarios/*/*.json") + glob.glob("tests/data/**/*.json", recursive=True))
    compared = 0
    for path in inputs:
        for verb in ("inventory", "check"):
            expected, found = (say([program, verb], [path, "--format", "json"]) for program in (airtight, whole))
            assert found == expected, (verb, path, found, expected)
            compared += 1
    assert compared > 100, compared
    print(f"{compared} documents are the same")


def main():
    probe, airtight, whole = sys.argv[1:4]
    with tempfile.TemporaryDirectory() as folder:
        stripped = strip(probe, folder)
        assert os.path.getsize(stripped) < MOST_BYTES
        check_empty_root(stripped, folder)
        check_whole(airtight, strip(whole, folder))
        names, web, closed, certificate = start_peers(folder)
        targets = os.path.join(folder, "targets")
        listed = [{"name": NAME, "port": web}, {"name": "st1.blob.core.windows.net", "port": closed.getsockname()[1]}]
        common = ["--targets", targets, "--servers", f"127.0.0.1:{names}", "--ca-bundle", certificate, "--from", "app1",
                  "--timeout", "5"]
        for text in (json.dumps({"targets": listed}), "targets:\n" + "".join(
                f"- name: {each['name']}\n  port: {each['port']}\n" for each in listed),
                '{"targets": [{"name": "a.example", "prot": 1}]}', "{]", "targets: [", " \n"):
            with open(targets, "w", encoding="utf-8") as file:
                file.write(text)
            for form in ("json", "text"):
                expected = say([airtight, "probe"], [*common, "--format", form])
                found = say([stripped], [*common, "--format", form])
                if form == "json" and expected[0] == 0:
                    assert without_times(found[1]) == without_times(expected[1]), (found, expected)
                    assert list(json.loads(found[1])) == list(json.loads(expected[1]))
                    assert (found[0], found[2]) == (expected[0], expected[2]), (found, expected)
                else:
                    assert found == expected, (found, expected)
            if "kv1" in text:
                seen = without_times(say([airtight, "probe"], [*common, "--format", "json"])[1])
                kinds = {each["kind"] for each in seen["observations"]}
                classes = {each["result"].get("classification") for each in seen["observations"]}
                assert kinds == {"dns", "tcp", "tls", "http"} and "TCP_REFUSED" in classes, seen
        by_name = say([stripped], [f"{NAME}:{web}", *common[2:], "--format", "json"])
        assert by_name[0] == 0 and json.loads(by_name[1])["inputs"] == [], by_name


main()
