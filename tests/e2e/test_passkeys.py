"""Passkeys in a real browser with a made-up fingerprint reader: added, signed in with, renamed, removed."""

import pytest
from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from tests.world import PASSWORD

pytestmark = [pytest.mark.e2e, pytest.mark.once, pytest.mark.django_db(transaction=True)]

READER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Phone:
    """A browser window with a fingerprint reader that says yes, or no."""

    def __init__(self, browser, address: str, **options) -> None:
        self.context = browser.new_context(
            base_url=address, viewport={"width": 390, "height": 844}, reduced_motion="reduce", **options
        )
        self.page = self.context.new_page()
        self.reader = self.context.new_cdp_session(self.page)
        self.reader.send("WebAuthn.enable")
        found = self.reader.send("WebAuthn.addVirtualAuthenticator", {"options": READER})
        self.name = found["authenticatorId"]

    def press(self, words: str) -> None:
        main = self.page.locator("main")
        button = main.get_by_role("button", name=words, exact=True)
        link = main.get_by_role("link", name=words, exact=True)
        found = button.or_(link).first
        found.wait_for()
        self.page.wait_for_load_state()  # the script that asks for the key has run then
        found.click()

    def sees(self, words: str) -> None:
        expect(self.page.locator("main")).to_contain_text(words)

    def sign_in(self, email: str) -> None:
        self.page.goto("/account/login/")
        self.page.locator("input[name=login]").fill(email)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.press("Sign in")
        expect(self.page.get_by_role("link", name="Me", exact=True).first).to_be_attached()

    def sign_out(self) -> None:
        self.page.goto("/account/logout/")
        self.press("Sign out")
        self.page.wait_for_url("**/")

    def keys(self) -> int:
        return len(self.reader.send("WebAuthn.getCredentials", {"authenticatorId": self.name})["credentials"])


@pytest.fixture
def phone(browser, site):
    made = []

    def make(**options) -> Phone:
        made.append(Phone(browser, site, **options))
        return made[-1]

    yield make
    for each in made:
        each.context.close()


def add_passkey(one: Phone, name: str) -> None:
    one.page.goto("/account/passkeys/add/")
    one.sees("Is it you?")
    one.page.locator("input[name=password]").fill(PASSWORD)
    one.press("Go on")
    one.sees("Add a passkey")
    one.page.get_by_label("Name").fill(name)
    one.press("Add it")
    one.sees("Recovery codes")


def test_a_passkey_is_added_signs_in_and_goes_again(phone, world):
    one = phone()
    one.sign_in("outsider@example.org")
    add_passkey(one, "Phone of Otto")
    assert one.keys() == 1
    one.sign_out()
    one.page.goto("/account/login/?next=/guide/")
    one.press("Use a passkey")
    one.page.wait_for_url(lambda url: "/account/" not in url)
    one.page.goto("/account/passkeys/")
    one.sees("Phone of Otto")
    one.sees("Last used on 16 June 2026.")
    one.press("Rename")
    one.press("Your passkey")
    one.press("Use your passkey")
    one.page.get_by_label("Name").fill("Old phone")
    one.press("Save")
    one.sees("Old phone")
    one.press("Remove")
    one.sees("Remove “Old phone”?")
    one.press("Remove it")
    one.sees("You have none yet.")
    assert Authenticator.objects.filter(user=world.people["outsider"]).count() == 0


def test_a_passkey_is_the_second_step_after_a_password(phone, world):
    one = phone()
    one.sign_in("outsider@example.org")
    add_passkey(one, "Phone of Otto")
    one.sign_out()
    one.page.goto("/account/login/")
    one.page.locator("input[name=login]").fill("outsider@example.org")
    one.page.locator("input[name=password]").fill(PASSWORD)
    one.press("Sign in")
    one.sees("One more step")
    one.press("Use your passkey")
    one.page.wait_for_url(lambda url: "/account/" not in url)


def test_a_finger_that_is_not_known_signs_nobody_in_and_the_page_says_so(phone, world):
    one = phone()
    one.sign_in("outsider@example.org")
    add_passkey(one, "Phone of Otto")
    one.sign_out()
    one.reader.send("WebAuthn.setUserVerified", {"authenticatorId": one.name, "isUserVerified": False})
    one.page.goto("/account/login/")
    expect(one.page.locator("#passkey_fault")).to_be_hidden()
    one.press("Use a passkey")
    expect(one.page.locator("#passkey_fault")).to_be_visible()
    assert "/account/login/" in one.page.url


def test_without_javascript_the_page_says_what_needs_it_and_the_rest_works(phone, world):
    one = phone(java_script_enabled=False)
    one.page.goto("/account/login/")
    expect(one.page.locator("noscript p")).to_be_visible()
    one.sign_in("outsider@example.org")
    one.page.goto("/account/second/app/add/")
    one.page.locator("input[name=password]").fill(PASSWORD)
    one.press("Go on")
    one.sees("Set up an app")
    expect(one.page.locator("img.qr")).to_be_visible()
