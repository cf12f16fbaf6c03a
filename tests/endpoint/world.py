"""A small Azure on the loopback of a network namespace: DNS, the edges of services, and the resources
that are said to be deployed. Dependencies differ in one fault each. Nothing here leaves the namespace."""

import json
import os
import shutil
import socket
import ssl
import struct
import subprocess
import sys
import threading

SUBSCRIPTION = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg/providers/"
PUBLIC = "203.0.113.7"
SERVICES = {  # suffix, privatelink zone, resource type, group, zone's name for the record
    "vault": (".vault.azure.net", "privatelink.vaultcore.azure.net", "Microsoft.KeyVault/vaults", "vault"),
    "site": (".azurewebsites.net", "privatelink.azurewebsites.net", "Microsoft.Web/sites", "sites"),
}
ANSWERS = {  # as services answer (data/edge-answers.json)
    "private": (401, [("www-authenticate", 'Bearer authorization="x"'),
                      ("x-ms-keyvault-network-info", "conn_type=PrivateLink;addr=10.0.0.9")],
                '{"error":{"code":"Unauthorized","message":"AKV10000: no token"}}'),
    "gate": (401, [("www-authenticate", 'Bearer authorization="x"'),
                   ("x-ms-keyvault-network-info", "conn_type=Ipv4;addr=203.0.113.9")],
             '{"error":{"code":"Unauthorized","message":"AKV10000: no token"}}'),
    "disabled": (403, [], '{"error":{"code":"Forbidden","message":"Public network access is disabled and '
                 'request is not from a trusted service nor via an approved private link",'
                 '"innererror":{"code":"ForbiddenByConnection"}}}'),
    "rules": (403, [], '{"error":{"code":"Forbidden","message":"Client address is not authorized and caller '
              'is not a trusted service","innererror":{"code":"ForbiddenByFirewall"}}}'),
    "wrong-target": (403, [], '{"error":{"code":"Forbidden","message":"This TCP connection does not allow '
                     'access to kv"}}'),
    "pe-refused": (403, [], '{"error":{"code":"Forbidden","message":"Client address is not authorized",'
                   '"innererror":{"code":"ForbiddenByFirewall"}}}'),
    "page": (200, [("content-type", "text/html")], "<p>hello</p>"),
    "stopped": (403, [], "<p>Error 403 - This web app is stopped. Site Disabled</p>"),
    "throttled": (429, [], "slow down"),
    "other": (404, [], "<p>404 Web Site not found</p>"),
    "failing": (503, [], "no"),
}


def in_own_namespace(*tools):
    """None when this process is in a network namespace of its own; else the exit code of this program run in one,
    or of saying "skipped" where that, or one of the tools, is not to be had."""
    if os.environ.get("AIRTIGHT_NAMESPACE") == "1":
        return None
    enter = ["unshare", "-rn"]
    tools = ("openssl", "ip", *tools)
    if not all(shutil.which(each) for each in tools) or subprocess.run(
            [*enter, "true"], stderr=subprocess.DEVNULL).returncode != 0:
        print("skipped: this takes %s and a network namespace of its own" % ", ".join(tools))
        return 0
    return subprocess.run([*enter, sys.executable, *sys.argv], env={**os.environ, "AIRTIGHT_NAMESPACE": "1"}).returncode


def run(*words):
    subprocess.run(words, check=True, stdout=subprocess.DEVNULL)


class World:
    """`faults`: a list of dicts, see states.py."""

    def __init__(self, folder, faults):
        self.folder = folder
        self.faults = {fault["key"]: fault for fault in faults}
        self.reached = set()
        for number, fault in enumerate(faults):
            fault.setdefault("address", "10.0.1.%d" % (number + 10))
            service = SERVICES[fault.get("service", "vault")]
            fault["host"] = fault["key"] + service[0]
        self._authority()
        run("ip", "link", "set", "lo", "up")
        # Where nobody answers; without either there is no way there, which is the same to a client.
        for words in (["type", "dummy"], ["type", "veth", "peer", "name", "void1"]):
            if subprocess.run(["ip", "link", "add", "void0", *words], stderr=subprocess.DEVNULL).returncode == 0:
                run("ip", "link", "set", "void0", "up")
                run("ip", "addr", "add", "10.0.0.254/16", "dev", "void0")
                break
        for address in sorted({f["address"] for f in faults if f.get("tcp", "accept") == "accept"} |
                              {f["address"] for f in faults if f.get("tcp") == "refused"} | {PUBLIC}):
            if not address.startswith("127."):
                run("ip", "addr", "add", address + "/32", "dev", "lo")
        self._serve_tls()
        self._serve_dns()

    def _authority(self):
        make = "cd %s && " % self.folder
        make += "openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj /CN=authority 2>/dev/null;"
        for name, names in (("good", "DNS:*.vault.azure.net,DNS:*.azurewebsites.net"), ("other", "DNS:*.example.org")):
            make += ("openssl req -newkey rsa:2048 -nodes -keyout %s.key -out %s.csr -subj /CN=x 2>/dev/null;"
                     "printf 'subjectAltName=%s' > %s.ext;"
                     "openssl x509 -req -in %s.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 "
                     "-extfile %s.ext -out %s.pem 2>/dev/null;") % (name, name, names, name, name, name, name)
        make += "openssl req -x509 -newkey rsa:2048 -nodes -keyout self.key -out self.pem -days 30 -subj /CN=x -addext 'subjectAltName=DNS:*.vault.azure.net' 2>/dev/null"
        subprocess.run(make, shell=True, check=True)

    # ---- the edges

    def _serve_tls(self):
        contexts = {}
        for name in ("good", "other", "self"):
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(self.folder + "/%s.pem" % name, self.folder + "/%s.key" % name)
            contexts[name] = context

        def choose(connection, server_name, _):
            connection.airtight_host = server_name
            fault = self.faults.get((server_name or "").split(".")[0], {})
            connection.context = contexts[fault.get("certificate", "good")]

        contexts["good"].sni_callback = choose

        def talk(plain, address):
            try:
                plain.settimeout(5)
                if address == "10.0.1.250":
                    plain.close()
                    return
                with contexts["good"].wrap_socket(plain, server_side=True) as secure:
                    secure.recv(65536)
                    fault = self.faults[secure.airtight_host.split(".")[0]]
                    front = address == PUBLIC
                    word = fault.get("front", fault.get("answer", "private")) if front else fault.get("answer", "private")
                    status, headers, body = ANSWERS[word]
                    text = "HTTP/1.1 %d Reason\r\n" % status
                    if word == "stopped":
                        text = "HTTP/1.1 403 Site Disabled\r\n"
                    text += "".join("%s: %s\r\n" % pair for pair in headers)
                    text += "Content-Length: %d\r\nConnection: close\r\n\r\n%s" % (len(body), body)
                    secure.sendall(text.encode())
                    self.reached.add((fault["key"], address))
            except (OSError, ssl.SSLError, KeyError, AttributeError):
                pass

        def serve(address):
            server = socket.socket()
            server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            server.bind((address, 443))
            server.listen(128)
            while True:
                peer, _ = server.accept()
                threading.Thread(target=talk, args=(peer, address), daemon=True).start()

        addresses = {f["address"] for f in self.faults.values() if f.get("tcp", "accept") == "accept"}
        for address in addresses | {PUBLIC}:
            threading.Thread(target=serve, args=(address,), daemon=True).start()

    # ---- names

    def _answer(self, query):
        number, flags, count = struct.unpack("!HHH", query[:6])
        at, labels = 12, []
        while query[at]:
            labels.append(query[at + 1:at + 1 + query[at]].decode().lower())
            at += query[at] + 1
        kind = struct.unpack("!H", query[at + 1:at + 3])[0]
        question = query[12:at + 5]
        fault = self.faults.get(labels[0], {})
        dns = fault.get("dns", "private")
        if dns == "silent":
            return None
        rcode = {"nxdomain": 3, "servfail": 2, "refused": 5}.get(dns, 0)
        records, owner = [], b"\xc0\x0c"

        def name(text):
            return b"".join(bytes([len(p)]) + p.encode() for p in text.split(".")) + b"\0"

        alias = None
        if dns in ("private", "public", "nxdomain-after-alias") and fault.get("endpoint", True):
            zone = SERVICES[fault.get("service", "vault")][1]
            alias = name(fault["key"] + "." + zone)
            records.append(owner + struct.pack("!HHIH", 5, 1, 60, len(alias)) + alias)
            owner = alias
        if dns == "nxdomain-after-alias":
            rcode = 3
        elif kind == 1 and rcode == 0 and dns != "nodata":
            for address in [PUBLIC] if dns == "public" else [fault.get("address")] + fault.get("more", []):
                records.append(owner + struct.pack("!HHIH", 1, 1, 60, 4) + socket.inet_aton(address))
        head = struct.pack("!HHHHHH", number, 0x8180 | rcode, 1, len(records), 0, 0)
        return head + question + b"".join(records)

    def _serve_dns(self):
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 5300))

        def serve():
            while True:
                query, client = server.recvfrom(4096)
                answer = self._answer(query)
                if answer:
                    server.sendto(answer, client)

        threading.Thread(target=serve, daemon=True).start()

    # ---- what is said to be deployed

    def resources(self):
        def made(of_type, name, properties, **more):
            first, *rest = name.split("/")
            types = of_type.split("/")
            path = types[0] + "/" + types[1] + "/" + first
            for key, value in zip(types[2:], rest):
                path += "/" + key + "/" + value
            return {"id": SUBSCRIPTION + path, "type": of_type, "name": rest[-1] if rest else first,
                    "location": "westeurope", "properties": properties, **more}

        def reference(kind, name):
            return {"id": made(kind, name, {})["id"]}

        network, zones = "Microsoft.Network/virtualNetworks", "Microsoft.Network/privateDnsZones"
        all_ = [
            made(network, "vnet1", {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}),
            made(network + "/subnets", "vnet1/endpoints", {"addressPrefix": "10.0.1.0/24",
                 "privateEndpointNetworkPolicies": "Disabled"}),
            made(network + "/subnets", "vnet1/apps", {"addressPrefix": "10.0.0.0/24",
                 "delegations": [{"name": "d", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}]}),
            made("Microsoft.Web/serverfarms", "plan1", {}, sku={"name": "S1", "tier": "Standard"}, kind="linux"),
            made("Microsoft.Web/sites", "app1", {"serverFarmId": reference("Microsoft.Web/serverfarms", "plan1")["id"],
                 "virtualNetworkSubnetId": reference(network + "/subnets", "vnet1/apps")["id"],
                 "vnetRouteAllEnabled": True, "siteConfig": {"vnetRouteAllEnabled": True}}, kind="app,linux"),
        ]
        for _, zone, _, _ in SERVICES.values():
            all_.append(made(zones, zone, {}))
            all_.append(made(zones + "/virtualNetworkLinks", zone + "/link1",
                             {"virtualNetwork": reference(network, "vnet1"), "registrationEnabled": False}))
        for fault in self.faults.values():
            if not fault.get("written", True):
                continue
            _, zone, kind, group = SERVICES[fault.get("service", "vault")]
            access = fault.get("access", "Disabled")
            properties = {"publicNetworkAccess": access}
            if kind == "Microsoft.KeyVault/vaults":
                properties["tenantId"] = "00000000-0000-0000-0000-000000000000"
                properties["sku"] = {"family": "A", "name": "standard"}
                if access == "Rules":
                    properties["publicNetworkAccess"] = "Enabled"
                    properties["networkAcls"] = {"defaultAction": "Deny", "bypass": "None", "ipRules": []}
            else:
                properties["serverFarmId"] = reference("Microsoft.Web/serverfarms", "plan1")["id"]
            all_.append(made(kind, fault["key"], properties))
            if not fault.get("endpoint", True):
                continue
            address = fault.get("written-address", fault["address"])
            all_.append(made("Microsoft.Network/privateEndpoints", fault["key"] + "-pe", {
                "subnet": reference(network + "/subnets", "vnet1/endpoints"),
                "ipConfigurations": [{"name": "c", "properties": {"privateIPAddress": address, "groupId": group, "memberName": "default"}}],
                "customDnsConfigs": [{"fqdn": fault["host"], "ipAddresses": [address]}],
                "privateLinkServiceConnections": [{"name": "c", "properties": {
                    "privateLinkServiceId": reference(kind, fault["key"])["id"], "groupIds": [group],
                    "privateLinkServiceConnectionState": {"status": fault.get("approval", "Approved")}}}]}))
            if fault.get("record", True):
                all_.append(made(zones + "/A", zone + "/" + fault["key"],
                                 {"ttl": 10, "aRecords": [{"ipv4Address": fault.get("record-address", address)}]}))
        return all_

    def configuration(self, plan=True, **more):
        dependencies = []
        for fault in self.faults.values():
            one = {"key": fault["key"], "name": fault["host"]}
            if "front" in fault:
                one["frontEnd"] = PUBLIC
            dependencies.append({**one, **fault.get("declared", {})})
        configuration = {"schema": "airtight/serve/1", "listen": "127.0.0.1:9090", "dependencies": dependencies,
                         "probe": {"servers": ["127.0.0.1:5300"], "caBundle": "ca.pem", "timeoutSeconds": 1,
                                   "intervalSeconds": 300, "freshSeconds": 1, "perMinute": 10000},
                         "access": {"anonymousDetails": True}, "limits": {"requestsPerMinute": 0}, **more}
        if plan:
            with open(os.path.join(self.folder, "resources.json"), "w") as file:
                json.dump(self.resources(), file)
            configuration.update({"inputs": ["resources.json"], "from": "app1"})
        path = os.path.join(self.folder, "serve.json")
        with open(path, "w") as file:
            json.dump(configuration, file)
        return path
