from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are; knows nothing of running together."""

    name = "accounts"

    def ready(self) -> None:
        from accounts.jobs import tasks  # noqa: F401, PLC0415  declares periodic jobs
        from accounts.notifications import tasks as outbox  # noqa: F401, PLC0415  declares periodic jobs
