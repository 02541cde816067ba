from django.urls import path

from accounts.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.bell, name="list"),
    path("read/", views.mark_read, name="read"),
    path("read/these/", views.mark_these, name="read_these"),
    path("read/undo/", views.mark_new, name="undo"),
    path("lines/<str:line>/", views.open_line, name="open"),
    path("settings/", views.settings, name="settings"),
    path("settings/kinds/", views.kinds, name="kinds"),
    path("settings/kinds/forget/", views.kinds_forget, name="kinds_forget"),
    path("settings/groups/", views.mute_group, name="mute"),
    path("settings/address/", views.address_again, name="address_again"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
