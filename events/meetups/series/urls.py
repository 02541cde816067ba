from django.urls import path

from events.meetups.series import views

app_name = "series"

urlpatterns = [
    path("<str:public_id>/", views.series_detail, name="detail"),
    path("<str:public_id>/edit/", views.series_edit, name="edit"),
    path("<str:public_id>/end/", views.series_end, name="end"),
    path("<str:public_id>/leave-out/", views.series_leave_out, name="leave_out"),
    path("<str:public_id>/add/", views.series_add, name="add"),
]
