from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who people are; knows nothing of running together."""

    name = "accounts"
