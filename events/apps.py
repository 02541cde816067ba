from django.apps import AppConfig


class EventsConfig(AppConfig):
    """What people do together: places, meetups, spotter levels."""

    name = "events"

    def ready(self) -> None:
        from events import answers  # noqa: F401, PLC0415  answers the contracts of lower concepts
