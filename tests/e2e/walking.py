"""How a person walks through a check on a phone: card after card, with Next."""

from playwright.sync_api import Page

CHOICES = {
    "is_on_foot": "yes",
    "surface": "indoor_floor",
    "evenness": "even",
    "walked_first": "yes",
    "gradient_direction": "level",
    "curve": "no",
    "lanes_free": "yes",
    "blind_corner": "no",
    "light": "full",
    "phone_signal": "yes",
}
NUMBERS = {"gradient": "0", "straight_length": "60", "clear_width": "6", "clear_sight": "60"}
WORDS = {"emergency_address": "Weiher 1", "aed": "In the clubhouse, always"}
# Whatever else a card asks: the first of these that it offers.
CALM = ("none", "no", "yes", "full", "dry", "not_needed", "clear", "daylight")


def walks(page: Page, *, until: str = "", **choices: str) -> None:
    """Answer card after card, to the end or including the card ``until``."""
    jumps_to(page, "When you looked")
    while (key := page.locator("[data-card].is-here").get_attribute("data-card")) != "end":
        _answers(page, CHOICES | choices)
        if key == until:
            return
        page.get_by_role("button", name="Next").click()


def jumps_to(page: Page, title: str) -> None:
    page.get_by_text("All lines").click()
    page.locator("[data-walk-jump] button", has_text=title).click()


def _answers(page: Page, choices: dict[str, str]) -> None:
    card = page.locator("[data-card].is-here")
    for name in _names_on(card, "input[type=radio]"):
        values = card.locator(f"[name={name}]").evaluate_all("inputs => inputs.map(input => input.value)")
        value = next(value for value in (choices.get(name), *CALM) if value in values)
        card.locator(f"[name={name}][value={value}]").check()
    for name in _names_on(card, "input[inputmode=decimal]"):
        card.locator(f"[name={name}]").fill(NUMBERS.get(name, "0"))
    for name in WORDS.keys() & set(_names_on(card, "input[type=text]")):
        card.locator(f"[name={name}]").fill(WORDS[name])


def _names_on(card, selector: str) -> list[str]:
    names = card.locator(selector).evaluate_all("inputs => inputs.map(input => input.name)")
    return list(dict.fromkeys(names))
