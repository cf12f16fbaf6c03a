#!/usr/bin/env python3
"""in_browser.py PROGRAM SOURCE [FOLDER]: reports of `check` as pages in Chromium: one that holds, one that fails, one
that is undetermined, one of 12 workloads by as many back ends, one of 200 by 200, and one of 60 workloads that name
a back end each; light and dark, on A4 paper and on a phone. Checks the verdict, that nothing is wider than the window
or the paper, that no request leaves the page, that the keyboard alone opens a result from the matrix and goes back,
and that axe finds no serious fault, where axe-core is: AXE names its axe.min.js, else where Node would look for it.
Writes screenshots to FOLDER. Prints "skipped" where Chromium is missing."""

import json
import os
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "endpoint"))
import page as endpoint_page  # noqa: E402

MOST_BYTES = 2_000_000
endpoint_page.HIGHEST = 4000  # pixels of a screenshot: what is further down looks the same
VIEWS = {**endpoint_page.VIEWS, "print": {"media": "print", "width": 718}}  # A4 without its margins, at 96 dpi
VERDICTS = {"pass": "It holds", "fail": "It does not hold", "undetermined": "Undetermined"}


def resource(kind, name, properties):
    """Of a child the type is "Microsoft.Network/virtualNetworks/subnets" and the name "net1/apps"."""
    provider, *types = kind.split("/")
    path = "/".join("%s/%s" % pair for pair in zip(types, name.split("/")))
    return {"id": "/subscriptions/s/resourceGroups/g/providers/%s/%s" % (provider, path), "type": kind,
            "name": name.split("/")[-1], "location": "westeurope", "properties": properties}


def estate(size, own=False):
    """Apps in one network, vaults of which one in three has an endpoint, one in three is closed and one open. With
    `own` each app names a vault of its own."""
    net = "Microsoft.Network/virtualNetworks"
    subnet = "/subscriptions/s/resourceGroups/g/providers/%s/net1/subnets/" % net
    zone = "privatelink.vaultcore.azure.net"
    everything = [
        resource(net, "net1", {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}),
        resource(net + "/subnets", "net1/apps", {"addressPrefix": "10.1.0.0/20", "delegations": [
            {"name": "d", "properties": {"serviceName": "Microsoft.Web/serverFarms"}}]}),
        resource(net + "/subnets", "net1/ends", {"addressPrefix": "10.1.16.0/20"}),
        resource("Microsoft.Web/serverFarms", "plan1", {"reserved": True}),
        resource("Microsoft.Network/privateDnsZones", zone, {}),
        resource("Microsoft.Network/privateDnsZones/virtualNetworkLinks", zone + "/l", {
            "registrationEnabled": False, "virtualNetwork": {"id": subnet.rsplit("/subnets/", 1)[0]}}),
    ]
    for i in range(size):
        vault = resource("Microsoft.KeyVault/vaults", "vault-of-team-%d" % i, {
            "tenantId": "t", "publicNetworkAccess": "Enabled" if i % 3 == 2 else "Disabled"})
        everything.append(vault)
        if i % 3 == 0:
            address = "10.1.%d.%d" % (16 + i // 200, 4 + i % 200)
            everything.append(resource("Microsoft.Network/privateEndpoints", "end-%d" % i, {
                "subnet": {"id": subnet + "ends"},
                "privateLinkServiceConnections": [{"name": "c", "properties": {
                    "groupIds": ["vault"], "privateLinkServiceId": vault["id"],
                    "privateLinkServiceConnectionState": {"status": "Approved"}}}],
                "ipConfigurations": [{"name": "i", "properties": {
                    "groupId": "vault", "memberName": "default", "privateIPAddress": address}}]}))
            everything.append(resource("Microsoft.Network/privateDnsZones/A", zone + "/vault-of-team-%d" % i, {
                "aRecords": [{"ipv4Address": address}], "ttl": 10}))
        everything.append(resource("Microsoft.Web/sites", "app-%d" % i, {
            "serverFarmId": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/serverFarms/plan1",
            "virtualNetworkSubnetId": subnet + "apps",
            **({"siteConfig": {"appSettings": [
                {"name": "VAULT", "value": "https://vault-of-team-%d.vault.azure.net/" % i}]}} if own else {})}))
    return everything


# Which back ends the app uses, only the deployment says.
OPEN = """{
 "$schema": "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
 "contentVersion": "1.0.0.0",
 "resources": [{
  "type": "Microsoft.Web/sites", "apiVersion": "2022-03-01", "name": "app1", "location": "westeurope",
  "properties": {"siteConfig": {"appSettings": [
   {"name": "STORE", "value": "[listConnectionStrings('x', '2022-05-01').value]"}]}}}]
}"""

ALL_BY_ALL = """
schema: airtight/policy/1
groups:
  apps: {workloads: [{type: Microsoft.Web/sites}]}
  vaults: {targets: [{type: Microsoft.KeyVault/vaults}]}
assertions:
  - {id: vaults-are-isolated, isolated: {app: "group:apps", backend: "group:vaults"}}
"""


def run(program, *arguments):
    done = subprocess.run([program, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError("%s ended with %d: %s" % (" ".join(arguments), done.returncode, done.stderr[-500:]))


def reports(program, source, folder):
    """The pages by name, each with the verdict that it has to show."""
    tutorial = os.path.join(source, "scenarios", "tutorial")
    scripts = sorted(os.path.join(tutorial, name) for name in os.listdir(tutorial) if name.endswith(".sh"))
    at = lambda name: os.path.join(folder, name)  # noqa: E731
    run(program, "replay", *scripts, "--emit", at("after.json"), "-q")
    run(program, "replay", *scripts, "--until", "T-112", "--emit", at("before.json"), "-q")
    for name, content in (("unknown.json", OPEN), ("square.json", json.dumps(estate(12), indent=1)),
                          ("large.json", json.dumps(estate(200), indent=1)),
                          ("own.json", json.dumps(estate(60, own=True), indent=1)), ("policy.yaml", ALL_BY_ALL)):
        with open(at(name), "w") as file:
            file.write(content)
    run(program, "check", at("after.json"), "-o", "html=" + at("pass.html"))
    run(program, "check", at("before.json"), "--pack", "isolated-backend", "--pack", "mcsb", "-o", "html=" + at("fail.html"))
    run(program, "check", at("unknown.json"), "-o", "html=" + at("undetermined.html"))
    for name in ("square", "large"):
        run(program, "check", at(name + ".json"), "--policy", at("policy.yaml"), "-o", "html=" + at(name + ".html"))
    run(program, "check", at("own.json"), "-o", "html=" + at("own.html"))
    return {"pass": "pass", "fail": "fail", "undetermined": "undetermined", "square": "fail", "large": "fail", "own": "fail"}


def axe_core():
    """The path of axe.min.js, or nothing."""
    if os.environ.get("AXE") or not shutil.which("node"):
        return os.environ.get("AXE", "")
    asked = subprocess.run(["node", "-p", "require.resolve('axe-core/axe.min.js')"], capture_output=True, text=True)
    return asked.stdout.strip() if asked.returncode == 0 else ""


def press(browser, key, code):
    for kind in ("keyDown", "keyUp"):
        browser.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code,
                     **({"text": "\r"} if key == "Enter" and kind == "keyDown" else {}))


def tab_to(browser, what, most):
    """Whether Tab leads to an element of which `what` is true, pressed no more than so many times."""
    for _ in range(most):
        press(browser, "Tab", 9)
        if browser.value("document.activeElement." + what):
            return True
    return False


def with_keys(browser):
    """Tab to a cell of the matrix, open its result, and go back."""
    if not tab_to(browser, "closest('td') !== null", 20):
        return ["Tab reaches no cell of the matrix"]
    if browser.value("getComputedStyle(document.activeElement).outlineStyle") == "none":
        return ["a cell that has the focus does not show it"]
    press(browser, "Enter", 13)
    browser.until("location.hash !== ''")
    if not browser.value("!!document.querySelector('.result:target .body') && "
                         "getComputedStyle(document.querySelector('.result:target .body')).display === 'block'"):
        return ["Enter does not open the cell's result"]
    if not tab_to(browser, "matches('.result:target .back')", 5):
        return ["Tab reaches no way back from a result"]
    press(browser, "Enter", 13)
    return [] if browser.until("location.hash === '#matrix'", 5) else ["there is no way back to the matrix"]


def look_at(browser, name, verdict, folder, pictures, axe):
    path = os.path.join(folder, name + ".html")
    url = "file://" + path
    faults = []
    if os.path.getsize(path) > MOST_BYTES:
        faults.append("it has %d bytes" % os.path.getsize(path))
    for view, arguments in VIEWS.items():
        browser.call("Page.navigate", url="about:blank")
        browser.events.clear()
        browser.open(url, **arguments)
        if browser.value("document.querySelector('h1').textContent") != VERDICTS[verdict]:
            faults.append(view + ": the verdict is another")
        if browser.value("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            faults.append(view + ": it is wider than the window")
        faults += [view + ": " + text for text in browser.complaints(lambda asked: asked.split("#")[0] in (url, "about:blank"))]
        browser.shoot(os.path.join(pictures, "%s-%s.png" % (name, view)))
        if axe and view != "print" and (view == "light" or name in VERDICTS):
            faults += [view + ": axe: " + text for text in endpoint_page.serious(browser, axe)]
    browser.call("Page.navigate", url="about:blank")
    browser.open(url)
    faults += with_keys(browser)
    browser.call("Page.navigate", url="about:blank")
    browser.open(url + "#r0")
    browser.shoot(os.path.join(pictures, name + "-chosen.png"))
    return faults


def main():
    if not shutil.which("chromium") or not shutil.which("bash"):
        print("skipped: chromium is not installed")
        return 0
    program, source = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
    folder = tempfile.mkdtemp()
    pictures = os.path.abspath(sys.argv[3]) if len(sys.argv) > 3 else folder
    os.makedirs(pictures, exist_ok=True)
    browser, axe = None, axe_core()
    wrong = 0
    pages = {}
    try:
        pages = reports(program, source, folder)
        browser = endpoint_page.Browser(os.path.join(folder, "profile"))
        for name, verdict in pages.items():
            for fault in look_at(browser, name, verdict, folder, pictures, axe):
                print("wrong: %s: %s" % (name, fault))
                wrong += 1
    finally:
        if browser is not None:
            browser.close()
        shutil.rmtree(folder, ignore_errors=True)
    print("%d pages, %d wrong%s" % (len(pages), wrong, "" if axe else "; axe-core was not there"))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
