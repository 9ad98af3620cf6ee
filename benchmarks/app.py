"""
How the app feels on a telephone: `.venv/bin/python -m benchmarks.app`.

Starts the Portal with its demo region, opens the app in Debian's Chromium as a telephone does, and prints what
Lighthouse says of its screens, and how long it takes from the press on a tab to the next paint with the processor
slowed down four times. Takes two to three minutes. Lighthouse is fetched by npm once, into .state/.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks.figures import table
from benchmarks.postgresql import free_port
from benchmarks.stopping import leave_nothing_when_ended
from kartoteka.devtools.cast import PASSWORD

LIGHTHOUSE = "12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST_SCORE, MOST_MS, SLOWED, ROUNDS = 0.95, 300, 4, 5
CHROMIUM = "/usr/bin/chromium"
FIRST_SCREENS, SCREENS = ("/m/region/", "/m/sign-in/"), ("/m/", "/m/card-index/", "/m/records/")
TABS = ("Картотека", "Запись", "Медкарта", "Главная")
_PROJECT = Path(__file__).resolve().parent.parent
_PATIENCE = 120.0
# When the press came is noted by the page that is left, when the next one was painted by that one.
_NOTE_PRESS = """
addEventListener("click", () => sessionStorage.setItem("pressed", performance.timeOrigin + performance.now()), true);
"""
_PAINTED_AFTER = """() => new Promise((found) => {
  const press = Number(sessionStorage.getItem("pressed"));
  new PerformanceObserver((list) => list.getEntriesByName("first-contentful-paint").forEach(
    (one) => found(performance.timeOrigin + one.startTime - press)
  )).observe({ type: "paint", buffered: true });
})"""


def main() -> None:
    """Start, open, measure, print."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    leave_nothing_when_ended()
    with tempfile.TemporaryDirectory() as data, _portal(data) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = _open_app(browser, url)
        switches = _tab_switches(page)
        cookies = "; ".join(f"{one['name']}={one['value']}" for one in page.context.cookies())
        browser.close()
        scores = {path: _scores(f"{url}{path}", "") for path in FIRST_SCREENS}
        scores |= {path: _scores(f"{url}{path}", cookies) for path in SCREENS}
    print(table(("screen", *CATEGORIES), [(path, *(f"{one:.2f}" for one in found)) for path, found in scores.items()]))
    rows = [(tab, f"{median(taken):.0f}", f"{max(taken):.0f}") for tab, taken in switches.items()]
    print(table(("tab", "median, ms", "longest, ms"), rows))
    least, slowest = min(min(found) for found in scores.values()), max(max(taken) for taken in switches.values())
    print(f"\nLeast score {least:.2f}, target {LEAST_SCORE}: {'met' if least >= LEAST_SCORE else 'MISSED'}.")
    print(f"Slowest switch {slowest:.0f} ms, target {MOST_MS}: {'met' if slowest < MOST_MS else 'MISSED'}.")


@contextmanager
def _portal(data: str) -> Iterator[str]:
    port = free_port()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kartoteka.config.settings.dev",
        "KARTOTEKA_DATA": data,
        "KARTOTEKA_PUBLIC_ORIGIN": f"http://localhost:{port}",
    }
    command = [sys.executable, "-m", "kartoteka", "run", "--port", str(port), "--without-worker"]
    server = subprocess.Popen(command, cwd=_PROJECT, env=environment, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + _PATIENCE
        while not _answers(f"http://localhost:{port}/m/region/"):
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the Portal did not become ready")
            time.sleep(0.5)
        yield f"http://localhost:{port}"
    finally:
        server.terminate()
        server.wait(_PATIENCE)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own server
            return True
    except OSError:
        return False


def _open_app(browser: Browser, url: str) -> Page:
    """The first run, as Анна goes through it."""
    context: BrowserContext = browser.new_context(
        base_url=url, viewport={"width": 390, "height": 844}, is_mobile=True, has_touch=True, device_scale_factor=2
    )
    context.add_init_script(_NOTE_PRESS)
    page = context.new_page()
    page.goto("/m/")
    page.get_by_role("button", name="Вологодская область").click()
    page.get_by_label("E-mail").fill("anna")
    page.get_by_label("Пароль").fill(PASSWORD)
    page.get_by_role("button", name="Войти", exact=True).click()
    for title in ("Создание PIN-кода", "Повторите PIN-код"):
        page.get_by_role("heading", name=title).wait_for()
        for digit in "4071":
            page.get_by_role("group", name="Цифры").get_by_role("button", name=digit).click()
    page.get_by_role("navigation", name="Разделы").wait_for()
    return page


def _tab_switches(page: Page) -> dict[str, list[float]]:
    """Milliseconds from the press on each tab to the next paint."""
    page.goto("/m/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    taken: dict[str, list[float]] = {tab: [] for tab in TABS}
    # The first time around, files come over the wire; from then on they are kept.
    for number in range(ROUNDS + 1):
        for tab, times in taken.items():
            page.get_by_role("navigation", name="Разделы").get_by_role("link", name=tab).click()
            page.wait_for_load_state()
            passed = float(page.evaluate(_PAINTED_AFTER))
            if number:
                times.append(passed)
    return taken


def _scores(url: str, cookies: str) -> tuple[float, ...]:
    """What Lighthouse says of a page on a telephone, by category."""
    done = subprocess.run(
        [
            str(_lighthouse()), url, "--output=json", "--quiet", f"--only-categories={','.join(CATEGORIES)}",
            "--chrome-flags=--headless=new --no-sandbox", f"--extra-headers={json.dumps({'Cookie': cookies})}",
        ],
        env=os.environ | {"CHROME_PATH": CHROMIUM}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"Lighthouse failed at {url}: {done.stderr[-1000:]}")
    categories = json.loads(done.stdout)["categories"]
    return tuple(float(categories[name]["score"]) for name in CATEGORIES)


def _lighthouse() -> Path:
    folder = _PROJECT / ".state" / "lighthouse"
    program = folder / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund"]
        folder.mkdir(parents=True, exist_ok=True)
        quiet = os.environ | {"PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run([*command, f"lighthouse@{LIGHTHOUSE}"], env=quiet, check=True, stdout=subprocess.DEVNULL)
    return program


if __name__ == "__main__":
    main()
