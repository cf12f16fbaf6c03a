#!/usr/bin/env python3
"""page.py PROGRAM [FOLDER]: the page of each state in Chromium, over its DevTools pipe, from a real endpoint in a
network namespace of its own. Checks that nothing is refused by the page's own policy, that it updates while it is
open, that it fits a phone, and, where AXE names axe-core's axe.min.js, that axe finds no serious fault. Writes
screenshots to FOLDER. Prints "skipped" where something of this is missing."""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import states  # noqa: E402
import world  # noqa: E402

PAGES = {
    "isolated": [{"key": "kv-ok"}, {"key": "site-ok", "service": "site", "answer": "page"}],
    "exposed": [{"key": "kv-ok"}, {"key": "site-open", "service": "site", "answer": "page", "access": "Enabled", "front": "page"}],
    "broken": [{"key": "kv-ok"}, {"key": "kv-nxdomain", "dns": "nxdomain", "record": False},
               {"key": "kv-public", "dns": "public", "front": "disabled"}],
    "undetermined": [{"key": "kv-ok"}, {"key": "kv-unwritten", "written": False, "front": "rules"}],
}
URL = "http://127.0.0.1:9090/diagnostics"
HIGHEST = 16000  # pixels; Chromium paints no more at once
VIEWS = {"light": {}, "dark": {"dark": True}, "phone": {"width": 390, "height": 800}, "print": {"media": "print"}}


def is_own(url):
    return url.startswith((URL, "about:", "data:", "http://127.0.0.1:9090/favicon.ico"))


class Browser:
    def __init__(self, folder):
        to_browser, from_us = os.pipe()
        to_us, from_browser = os.pipe()
        script = 'exec 3<&%d 4>&%d; exec "$@"' % (to_browser, from_browser)
        self.process = subprocess.Popen(
            ["bash", "-c", script, "x", "chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
             "--hide-scrollbars", "--user-data-dir=" + folder, "about:blank"],
            pass_fds=(to_browser, from_browser), stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        os.close(to_browser)
        os.close(from_browser)
        self.out, self.into, self.rest, self.number = from_us, to_us, b"", 0
        self.events, self.session = [], None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(domain + ".enable")

    def _message(self):
        while b"\0" not in self.rest:
            self.rest += os.read(self.into, 1 << 20)
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(method + ": " + json.dumps(answer["error"]))
                return answer["result"]
            self.events.append(answer)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True)
        if "exceptionDetails" in result:
            raise RuntimeError(json.dumps(result["exceptionDetails"])[:500])
        return result["result"].get("value")

    def open(self, url, width=1200, height=900, dark=False, media=""):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.call("Emulation.setEmulatedMedia", media=media,
                  features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=url)
        self.until("document.readyState === 'complete' && location.href !== 'about:blank'")

    def until(self, condition, patience=20):
        end = time.time() + patience
        while time.time() < end:
            if self.value(condition):
                return True
            time.sleep(0.1)
        return False

    def shoot(self, path):
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        picture = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True,
                            clip={"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], HIGHEST),
                                  "scale": 1})
        with open(path, "wb") as file:
            file.write(base64.b64decode(picture["data"]))

    def complaints(self, is_own):
        """What the page said, and every request for a URL that is none of its own."""
        said = []
        for event in self.events:
            if event.get("method") == "Log.entryAdded":
                said.append(event["params"]["entry"]["text"] + " " + event["params"]["entry"].get("url", ""))
            if event.get("method") == "Runtime.exceptionThrown":
                said.append(json.dumps(event["params"]["exceptionDetails"])[:300])
            if event.get("method") == "Network.requestWillBeSent":
                url = event["params"]["request"]["url"]
                if not is_own(url):
                    said.append("asked for " + url)
        return said

    def close(self):
        self.process.terminate()
        self.process.wait(20)


def serious(browser, axe):
    browser.call("Page.setBypassCSP", enabled=True)
    with open(axe) as file:
        browser.value(file.read() + ";1")
    return browser.value("axe.run().then(r => r.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')"
                         ".map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | ')))")


def look_at(state, around, program, browser, folder, pictures):
    faults = []
    chosen = {fault["key"]: fault for fault in around.all if fault["key"] in {f["key"] for f in PAGES[state]}}
    around.faults = chosen
    server = subprocess.Popen([program, "serve", "-q", "--config", around.configuration()], cwd=folder)
    try:
        document = states.measured()
        around.faults = {fault["key"]: fault for fault in around.all}
        if document["state"] != state:
            faults.append("the document says " + document["state"])
        for name, arguments in VIEWS.items():
            browser.events.clear()
            browser.open(URL, **arguments)
            if not browser.value("document.querySelector('#verdict').classList.contains('%s')" % state):
                faults.append(name + ": the verdict is another")
            if browser.value("document.querySelector('#verdict span').textContent") != document["sentence"]:
                faults.append(name + ": the sentence is another")
            if browser.value("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                faults.append(name + ": it is wider than the window")
            faults += [name + ": " + text for text in browser.complaints(is_own) if "favicon" not in text]
            browser.shoot(os.path.join(pictures, state + "-" + name + ".png"))
            if os.environ.get("AXE") and name != "print":
                faults += [name + ": axe: " + text for text in serious(browser, os.environ["AXE"])]
        if state == "isolated":
            faults += updates(browser, around)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)
    return faults


def updates(browser, around):
    """A door is opened while the page is open: it says so, without being loaded again."""
    browser.open(URL)
    browser.value("window.sameDocument = true; document.querySelector('a.skip').focus(); 1")
    fault = around.faults["kv-ok"]
    fault["dns"] = "nxdomain"
    time.sleep(1.2)
    states.get("/probe?target=kv-ok")
    faults = []
    if not browser.until("document.querySelector('#verdict').classList.contains('broken')"):
        faults.append("the page does not update")
    if not browser.value("window.sameDocument === true"):
        faults.append("the page was loaded again")
    if browser.value("document.querySelector('#d-kv-ok .state').textContent") != "broken":
        faults.append("the dependency's card does not update")
    fault["dns"] = "private"
    time.sleep(1.2)  # what is younger than freshSeconds would be given again
    states.get("/probe?target=kv-ok")
    if not browser.until("document.querySelector('#verdict').classList.contains('isolated')"):
        faults.append("the page does not go back")
    return faults


def main():
    outside = world.in_own_namespace("chromium", "bash")
    if outside is not None:
        return outside
    program = os.path.abspath(sys.argv[1])
    folder = tempfile.mkdtemp()
    pictures = os.path.abspath(sys.argv[2]) if len(sys.argv) > 2 else folder
    os.makedirs(pictures, exist_ok=True)
    everything = {fault["key"]: fault for page in PAGES.values() for fault in page}
    browser = None
    try:
        around = world.World(folder, list(everything.values()))
        around.all = list(everything.values())
        browser = Browser(os.path.join(folder, "profile"))
        wrong = 0
        for state in PAGES:
            for fault in look_at(state, around, program, browser, folder, pictures):
                print("wrong: %s: %s" % (state, fault))
                wrong += 1
        print("%d pages, %d wrong%s" % (len(PAGES), wrong, "" if os.environ.get("AXE") else "; axe-core was not there"))
        return 1 if wrong else 0
    finally:
        if browser:
            browser.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
