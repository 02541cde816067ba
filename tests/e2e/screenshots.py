"""Take the pictures of the README anew: ``./run screenshots``; ``--all DIR`` keeps every page for looking."""

import argparse
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from config.demo.cast import JONAS, MIRA, PASSWORD, Person
from tests.e2e.chromium import FLAGS
from tests.e2e.demo_site import running_demo

FOLDER = settings.BASE_DIR / "docs" / "screenshots"
WIDTHS = {390: 844, 1280: 860}
THEMES = ("light", "dark")
MOST_BYTES = 2_500_000


@dataclass(frozen=True)
class Shot:
    """One page as one person sees it; ``follow`` is the text of a link to press after it has opened."""

    name: str
    path: str
    person: Person | None = None
    follow: str = ""


@dataclass(frozen=True)
class Taken:
    """One picture: of which page, at which width, in which theme."""

    name: str
    width: int
    theme: str
    png: bytes

    def __str__(self) -> str:
        return f"{self.name}-{self.width}-{self.theme}"


SHOTS = (
    Shot("home-stranger", "/"),
    Shot("near", "/near/?q=Heidelberg"),
    Shot("group", "/near/?q=Heidelberg&show=groups", follow="Neckar Heelfirsts"),
    Shot("place", "/places/?q=Heidelberg", follow="Birkenwiese track"),
    Shot("stories", "/stories/"),
    Shot("style", "/style/"),
    Shot("home-member", "/", MIRA),
    Shot("meetup", "/meetups/", MIRA, follow="First steps"),
    Shot("review", "/review/", JONAS, follow="My first eight lengths"),
    Shot("review-queue", "/review/", JONAS),
)
CHOSEN = {
    "home-stranger-1280-light",
    "meetup-390-light",
    "home-member-390-dark",
    "place-390-light",
    "review-1280-light",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="./run screenshots", description=__doc__)
    parser.add_argument("--all", type=Path, metavar="DIR", help="keep every page here, whole, as PNG")
    everything = parser.parse_args().all
    keep = _keeper_of_all(everything) if everything else _keep_chosen
    with (
        tempfile.TemporaryDirectory() as folder,
        running_demo(Path(folder), "") as site,
        _chromium() as browser,
    ):
        taken = _take(browser, site, is_whole=bool(everything))
        for picture in taken:
            keep(picture)
            print(picture, flush=True)  # noqa: T201
    size = sum(path.stat().st_size for path in FOLDER.glob("*.webp"))
    if size > MOST_BYTES:
        raise SystemExit(f"{FOLDER} holds {size:,} bytes, more than {MOST_BYTES:,}.")


@contextmanager
def _chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=os.environ["CHROMIUM"], args=FLAGS)
        yield chromium
        chromium.close()


def _take(browser: Browser, site: str, *, is_whole: bool) -> Iterator[Taken]:
    cookies = {person: _sign_in(browser, site, person) for person in (None, MIRA, JONAS)}
    for shot in SHOTS:
        for width, height in WIDTHS.items():
            for theme in THEMES:
                if is_whole or f"{shot.name}-{width}-{theme}" in CHOSEN:
                    state = cookies[shot.person]
                    with _page(browser, site, width, height, theme, state) as page:
                        yield Taken(shot.name, width, theme, _picture(page, shot, is_whole=is_whole))


def _sign_in(browser: Browser, site: str, person: Person | None) -> StorageState:
    with _page(browser, site, 1280, 800, "light", None) as page:
        if person:
            page.goto("/account/login/")
            page.locator("input[name=login]").fill(person.email)
            page.locator("input[name=password]").fill(PASSWORD)
            page.locator("main").get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{site}/")
        return page.context.storage_state()


@contextmanager
def _page(browser: Browser, site: str, width: int, height: int, theme: Any, state: Any) -> Iterator[Page]:
    context = browser.new_context(
        base_url=site,
        viewport={"width": width, "height": height},
        device_scale_factor=2 if width < 600 else 1,
        color_scheme=theme,
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        storage_state=state,
    )
    yield context.new_page()
    context.close()


def _picture(page: Page, shot: Shot, *, is_whole: bool) -> bytes:
    page.goto(shot.path, wait_until="networkidle")
    if shot.follow:
        page.locator("main").get_by_role("link", name=shot.follow).first.click()
        page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    return page.screenshot(full_page=is_whole)


def _keeper_of_all(folder: Path) -> Callable[[Taken], None]:
    folder.mkdir(parents=True, exist_ok=True)

    def keep(picture: Taken) -> None:
        (folder / f"{picture}.png").write_bytes(picture.png)

    return keep


def _keep_chosen(picture: Taken) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    Image.open(io.BytesIO(picture.png)).convert("RGB").save(FOLDER / f"{picture}.webp", quality=82, method=6)


if __name__ == "__main__":
    main()
