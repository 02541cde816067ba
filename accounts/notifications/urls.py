from django.urls import path

from accounts.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.bell, name="list"),
    path("read/", views.mark_read, name="read"),
    path("settings/", views.settings, name="settings"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
