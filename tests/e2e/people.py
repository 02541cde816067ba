"""People with a browser each. They know the site only by its pages and its mail."""

import re
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, expect

PASSWORD = "two-steps-back-one-forward"
DEMO_PASSWORD = "walk-before-you-run"
CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


class Person:
    """One person: a name, an address, a browser window."""

    def __init__(self, browser: Browser, site: str, name: str) -> None:
        self.name = name
        self.email = f"{name.lower()}@mail.example"
        self.context = browser.new_context(
            base_url=site,
            viewport={"width": 390, "height": 844},
            locale="en-GB",
            timezone_id="Europe/Berlin",
            reduced_motion="reduce",
        )
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._listen)
        self.page.on("response", self._look)

    def _listen(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    def _look(self, response) -> None:
        is_of_the_page = response.request.resource_type in ("image", "stylesheet", "script", "font")
        if response.status >= (400 if is_of_the_page else 500):
            self.faults.append(f"{response.status} {response.request.method} {response.url}")

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def press(self, name: str) -> None:
        """Press the button, or follow the link, that carries these words in what the page is about."""
        page = self.page.locator("main, .answer")
        button = page.get_by_role("button", name=name, exact=True)
        link = page.get_by_role("link", name=name, exact=True)
        self.follow(button.or_(link).locator("visible=true").first)

    def follow(self, control: Locator) -> None:
        """Click what leads to another page, and wait until it is there."""
        with self.page.expect_navigation():
            control.click()

    def fill(self, label: str, value: str) -> None:
        self.page.get_by_label(label, exact=False).first.fill(value)

    def choose(self, group: str, option: str) -> None:
        """Tick one radio button or box of a question."""
        self.page.get_by_role("group", name=group).get_by_label(option, exact=False).first.check()

    def sees(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def does_not_see(self, words: str) -> None:
        expect(self.page.locator("body")).not_to_contain_text(words)

    def sign_in_to_the_demo(self) -> None:
        """As the one of the demo's cast who has this name."""
        self.email = f"{self.name.lower()}@backstride.example"
        self.open("/account/login/")
        self.fill("E-mail", self.email)
        self.fill("Password", DEMO_PASSWORD)
        self.press("Sign in")

    def sign_up(self, *, year: str = "1990", city: str = "Heidelberg") -> None:
        """From the front page to the first run's end."""
        self.open("/account/signup/")
        self.fill("Name", self.name)
        self.fill("Year of birth", year)
        self.fill("E-mail", self.email)
        self.fill("Password", PASSWORD)
        self.press("Join")
        self.fill("Code", self.code())
        self.press("Confirm")
        self.press("I have read this")
        self.fill("Your city", city)
        self.press("Find the city")
        if self.page.get_by_text("Which one is it?").count():
            self.page.get_by_role("radio").first.check()
            self.press("Use this city")
        self.sees("Step 3 of 4")
        self.press("Skip this")
        self.page.get_by_role("radio", name="First steps").check()
        self.press("Save and see what is near")
        self.sees("You are all set.")

    def mail(self, subject: str) -> str:
        """The text of the newest mail to this person whose subject starts so; waits for the worker."""
        letters = self.context.new_page()
        try:
            letter = letters.locator("article", has_text=f"To {self.email}").filter(has_text=subject).first
            for _attempt in range(60):
                letters.goto("/demo/mail/")
                if letter.count():
                    return letter.inner_text()
                letters.wait_for_timeout(500)
        finally:
            letters.close()
        raise AssertionError(f"No mail “{subject}” for {self.email}")

    def code(self) -> str:
        letter = self.mail("code")
        found = CODE.search(letter)
        assert found, letter
        return found[0]

    def upload(self, path: Path) -> None:
        self.page.locator("main input[type=file]").first.set_input_files(path)
