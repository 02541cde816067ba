from django.apps import AppConfig


class CommunityConfig(AppConfig):
    """People together: groups, their stories, and moderation."""

    name = "community"

    def ready(self) -> None:
        from community import answers  # noqa: F401, PLC0415  answers the contracts of lower concepts
