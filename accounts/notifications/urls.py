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

# What operators see of it stands among their pages (``operate:jobs``), which lie below this concept.
for_operators = (
    [
        path("", views.letters, name="index"),
        path("again/", views.letters_again, name="try_again"),
        path("put-away/", views.letters_put_away, name="put_away"),
        path("take-back/", views.letters_take_back, name="take_back"),
    ],
    "letters",
)
