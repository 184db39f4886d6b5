"""`./run shots`: pictures of the key pages at 360 and 1280 px, and of the printed papers, into build/shots/.

It seeds the living example into a database of its own, serves it, and looks at it as each person of the example.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OUT = ROOT / "build/shots"
VAR = ROOT / "build/shots-var"
WIDTHS = (360, 1280)
os.environ.update({
    "DATABASE_URL": f"sqlite:///{VAR}/shots.sqlite3", "OCOP_VAR_DIR": str(VAR), "OCOP_DEMO": "1",
    "DJANGO_SETTINGS_MODULE": "config.settings",
})


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return int(door.getsockname()[1])


def prepare() -> None:
    """A fresh sample."""
    shutil.rmtree(VAR, ignore_errors=True)
    shutil.rmtree(OUT, ignore_errors=True)
    VAR.mkdir(parents=True)
    OUT.mkdir(parents=True)
    for command in (["migrate", "-v", "0"], ["load_places"], ["load_rulebook"], ["seed_demo"],
                    ["collectstatic", "--noinput", "-v", "0"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def serving(port: int) -> Iterator[str]:
    """The server as `./run` starts it."""
    server = subprocess.Popen(
        [str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1",
         "--port", str(port), "--workers", "1", "--blocking-threads", "8", "--workers-kill-timeout", "3",
         "--log-level", "error", "config.wsgi:application"],
        cwd=ROOT, env={**os.environ, "OCOP_PUBLIC_URL": f"http://127.0.0.1:{port}"},
    )
    base = f"http://127.0.0.1:{port}"
    try:
        for _try in range(100):
            try:
                urllib.request.urlopen(f"{base}/healthz", timeout=2).read()
                break
            except OSError:
                time.sleep(0.2)
        yield base
    finally:
        server.terminate()
        server.wait(10)


def pages() -> list[tuple[str, str, str]]:
    """Name, demonstration account ("" = passer-by) and address of each key page, found in the sample itself."""
    import django

    django.setup()
    from tests.shot_list import shot_list

    return shot_list()


def take(base: str) -> None:
    """Every page at both widths, signed in as its reader."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
                                       args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"])
        for account in dict.fromkeys(account for _name, account, _url in LIST):
            for width in WIDTHS:
                context = browser.new_context(viewport={"width": width, "height": 800}, locale="vi-VN",
                                              reduced_motion="reduce")
                page = context.new_page()
                if account:
                    page.goto(f"{base}/dang-nhap/")
                    page.locator(f'button[name="key"][value="{account}"]').click()
                for name, reader, address in LIST:
                    if reader != account:
                        continue
                    answer = page.goto(base + address)
                    status = answer.status if answer else 0
                    # As tall as the page, so that the sticky bar stands at its foot as on a screen scrolled down.
                    height = page.evaluate("document.documentElement.scrollHeight")
                    page.set_viewport_size({"width": width, "height": max(800, min(height, 9000))})
                    page.screenshot(path=str(OUT / f"{name}-{width}.png"), full_page=True)
                    page.set_viewport_size({"width": width, "height": 800})
                    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
                    print(f"{name}-{width}.png  {status}{'  SCROLLS SIDEWAYS' if wide else ''}", flush=True)
                context.close()
        # The leader's page as it leaves the printer: one A4.
        page = browser.new_page()
        page.goto(f"{base}/chuong-trinh/bac-kan/2019/")
        page.pdf(path=str(OUT / "paper-programme.pdf"), format="A4", prefer_css_page_size=True)
        subprocess.run(["pdftoppm", "-png", "-r", "70", str(OUT / "paper-programme.pdf"), str(OUT / "paper-programme")],
                       check=True)
        browser.close()


def papers() -> None:
    """The printed papers as pictures of their first pages."""
    from tests.shot_list import paper_list

    for name, data in paper_list():
        path = OUT / f"{name}.pdf"
        path.write_bytes(data)
        subprocess.run(["pdftoppm", "-png", "-r", "70", "-l", "2", str(path), str(OUT / name)], check=True)
        print(f"{name}.pdf", flush=True)


LIST: list[tuple[str, str, str]] = []

if __name__ == "__main__":
    prepare()
    LIST += pages()
    wanted = sys.argv[1:]
    if wanted:
        LIST[:] = [row for row in LIST if any(row[0].startswith(name) for name in wanted)]
    with serving(free_port()) as address:
        take(address)
    if not wanted:
        papers()
    print(f"\n{OUT}")
