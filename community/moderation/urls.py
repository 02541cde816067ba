from django.urls import path

from community.moderation import people_views, views

app_name = "moderation"

urlpatterns = [
    path("", views.queue, name="queue"),
    path("cases/<str:public_id>/", views.case, name="case"),
    path("cases/<str:public_id>/open/", views.open_case, name="open_case"),
    path("cases/<str:public_id>/ask/", views.ask, name="ask"),
    path("cases/<str:public_id>/leave/", views.leave, name="leave"),
    path("cases/<str:public_id>/remove/", views.remove, name="remove"),
    path("cases/<str:public_id>/restore/", views.restore, name="restore"),
    path("reports/<str:public_id>/", views.report, name="report"),
    path("about-you/<str:public_id>/", people_views.about_you, name="about_you"),
    path("people/<str:public_id>/report/", people_views.report_person, name="report_person"),
    path("messages/<str:public_id>/report/", people_views.report_message, name="report_message"),
    path("write/<str:public_id>/", people_views.write_about, name="write"),
    path("<str:public_id>/", views.revision, name="revision"),
    path("<str:public_id>/publish/", views.publish, name="publish"),
    path("<str:public_id>/send-back/", views.send_back, name="send_back"),
    path("<str:public_id>/reject/", views.reject, name="reject"),
]
