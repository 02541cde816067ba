from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The composition root: pages about all three domains, commands, checks. It has no models."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import checks  # noqa: F401, PLC0415  registers the system checks
