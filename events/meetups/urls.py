from django.urls import path

from events.meetups import views
from events.meetups.attendance import urls as attendance
from events.meetups.finding import views as finding
from events.meetups.planning import views as planning
from events.meetups.sharing import views as sharing

app_name = "meetups"

urlpatterns = [
    path("", finding.meetup_list, name="list"),
    path("month/", finding.meetup_month, name="month"),
    path("map/", finding.meetup_map, name="map"),
    path("map.json", finding.meetup_map_data, name="map_data"),
    path("mine/", finding.meetups_mine, name="mine"),
    path("in/<slug:slug>/", views.meetups_of_group, name="of_group"),
    path("in/<slug:slug>/new/", planning.meetup_new, name="new"),
    path("<str:public_id>/", views.meetup_detail, name="detail"),
    path("<str:public_id>/card.png", sharing.meetup_card, name="card"),
    path("<str:public_id>/calendar.ics", views.meetup_calendar, name="calendar"),
    path("<str:public_id>/answer/", views.meetup_answer, name="answer"),
    path("<str:public_id>/edit/", planning.meetup_edit, name="edit"),
    path("<str:public_id>/bring-back/", planning.meetup_bring_back, name="bring_back"),
    path("<str:public_id>/step-back/", planning.meetup_step_back, name="step_back"),
    path("<str:public_id>/move/", views.meetup_move, name="move"),
    path("<str:public_id>/hazards/<str:hazard_id>/", views.meetup_mitigate, name="mitigate"),
    path("<str:public_id>/call-off/", views.meetup_call_off, name="call_off"),
    *attendance.urlpatterns,
]
