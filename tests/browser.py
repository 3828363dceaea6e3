"""A real browser for the pages: headless Chromium on files, with what it asked for and how it looks at a width."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

QUIET = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-default-apps"),
)

CONTRASTS = """
const rgb = (text) => { const n = text.match(/[\\d.]+/g).map(Number); return [n[0], n[1], n[2], n.length > 3 ? n[3] : 1]; };
const over = (top, under) => top.slice(0, 3).map((c, i) => c * top[3] + under[i] * (1 - top[3]));
const light = (c) => { const [r, g, b] = c.map((v) => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
                       return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const behind = (el) => { if (!el) return [255, 255, 255]; const c = rgb(getComputedStyle(el).backgroundColor);
                         return c[3] === 1 ? c.slice(0, 3) : over(c, behind(el.parentElement)); };
const low = [];
const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
for (let node = texts.nextNode(); node; node = texts.nextNode()) {
  const el = node.parentElement;
  if (!node.data.trim() || !el.checkVisibility() || el.closest("svg")) continue;
  const style = getComputedStyle(el), under = behind(el), ink = over(rgb(style.color), under);
  const [a, b] = [light(ink), light(under)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  if (ratio < (isLarge ? 3 : 4.5)) low.push(`${ratio.toFixed(2)} ${el.tagName}.${el.className}: ${node.data.trim().slice(0, 40)}`);
}
return low;
"""
"""Texts whose contrast with what is behind them is below WCAG 2.2 AA."""

TOO_WIDE = """
const inScroller = (el) => el.closest(".scroll, pre, svg");
return [...document.body.querySelectorAll("*")].filter((el) => el.checkVisibility() && !inScroller(el)
  && el.getBoundingClientRect().right > innerWidth + 0.5 && !el.matches(".skip"))
  .map((el) => `${el.tagName}.${el.className} ${el.getBoundingClientRect().right}`);
"""


class Browser:
    """Chromium, and what a test wants of it."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def open(self, page: Path, *, width: int = 1200, scheme: str = "light", unfolded: bool = False) -> None:
        """Load a file in a window of `width` CSS pixels, in a colour scheme; `unfolded`: with every <details> open."""
        assert page.is_file(), f"{page} was not written"
        screen = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
        scheme_feature = {"name": "prefers-color-scheme", "value": scheme}
        self.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [scheme_feature]})
        self.driver.get_log("performance")  # what other pages asked for is not this one's
        self.driver.get(page.as_uri())
        if unfolded:
            self.run("document.querySelectorAll('details').forEach((one) => { one.open = true; });")

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page, whatever the page's own policy says; return what it returns."""
        return self.driver.execute_script(script, *arguments)

    def requests(self) -> list[str]:
        """Return every address that was asked for since the page was opened, `data:` ones left out."""
        told = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        sent = [one["params"]["request"]["url"] for one in told if one["method"] == "Network.requestWillBeSent"]
        return [url for url in sent if not url.startswith("data:")]

    def complaints(self) -> list[str]:
        """Return what the console says, above all refusals by the page's policy."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@contextmanager
def open_browser(profile: Path) -> Iterator[Browser]:
    """Start Chromium with a fresh profile, and end it.

    Skips the test where there is none; on a build machine (CI=true) that is a failure: nothing goes untested there.
    """
    chromium, chromedriver = shutil.which("chromium"), shutil.which("chromedriver")
    if not (chromium and chromedriver):
        told = "no chromium and chromedriver on the path (Debian: chromium, chromium-driver)"
        pytest.fail(told) if os.environ.get("CI") == "true" else pytest.skip(told)
    options = Options()
    options.binary_location = chromium
    for argument in (*QUIET, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = Chrome(options=options, service=Service(chromedriver))
    try:
        yield Browser(driver)
    finally:
        driver.quit()
