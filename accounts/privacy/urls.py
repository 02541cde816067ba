from django.urls import path

from accounts.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("fetch/", views.fetch, name="fetch"),
    path("delete/", views.delete, name="delete"),
]
