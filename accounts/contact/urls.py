from django.urls import path

from accounts.contact import views

app_name = "contact"

urlpatterns = [
    path("", views.thread_list, name="list"),
    path("<str:public_id>/", views.thread, name="thread"),
    path("<str:public_id>/close/", views.close, name="close"),
]
