from django.urls import path

from accounts.consents import views

app_name = "consents"
urlpatterns = [
    path("<slug:slug>/", views.page, name="page"),
    path("<slug:slug>/edit/", views.edit, name="edit"),
]

# A newcomer's way in. It stands among a person's own pages (``users:welcome``), which lie below this concept.
first_run = [path("welcome/", views.welcome, name="welcome")]
