from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are; knows nothing of running together."""

    name = "accounts"

    def ready(self) -> None:
        from accounts.contact import tasks as contact  # noqa: F401, PLC0415  declares a kind and a job
        from accounts.jobs import tasks  # noqa: F401, PLC0415  declares periodic jobs
        from accounts.notifications import tasks as outbox  # noqa: F401, PLC0415  declares periodic jobs
        from accounts.privacy import tasks as privacy  # noqa: F401, PLC0415  declares periodic jobs
