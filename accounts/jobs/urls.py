from django.urls import path

from accounts.jobs import views

app_name = "operate"

urlpatterns = [
    path("", views.jobs, name="jobs"),
    path("again/", views.try_again, name="try_again"),
    path("put-away/", views.put_away, name="put_away"),
    path("take-back/", views.take_back, name="take_back"),
]
