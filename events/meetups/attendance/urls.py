from django.urls import path

from events.meetups.attendance import views

urlpatterns = [
    path("<str:public_id>/day/", views.day, name="day"),
    path("<str:public_id>/day/check/", views.day_check, name="day_check"),
    path("<str:public_id>/day/tap/", views.day_tap, name="day_tap"),
    path("<str:public_id>/day/walk-in/", views.day_walk_in, name="day_walk_in"),
    path("<str:public_id>/day/call-off/", views.day_call_off, name="day_call_off"),
    path("<str:public_id>/day/hand-over/", views.day_hand_over, name="day_hand_over"),
    path("<str:public_id>/day/people/<str:key>/", views.day_person, name="day_person"),
    path("<str:public_id>/day/people/<str:key>/correct/", views.day_correct, name="day_correct"),
    path("<str:public_id>/day/people/<str:key>/take-back/", views.day_take_back, name="day_take_back"),
    path("<str:public_id>/sheet/", views.sheet, name="sheet"),
]
