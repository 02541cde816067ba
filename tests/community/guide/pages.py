"""The guide's pages as a stranger gets them."""

from django.urls import reverse

from community.guide.pages import OTHERS, PATH

SLUGS = (*PATH, *OTHERS)


def html_of(client, path: str, language: str = "en", answers: dict[str, str] | None = None) -> str:
    """The main part of a page, or of what comes back for ``answers``."""
    send = client.post if answers else client.get
    response = send(path, answers, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode().split("<main")[1].split("</main")[0]


def addresses() -> list[str]:
    """Every page of the guide that strangers may read."""
    named = ["guide:index", "guide:faq", "guide:self_check"]
    return [*map(reverse, named), *(reverse("guide:page", args=[slug]) for slug in SLUGS)]
