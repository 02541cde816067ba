"""Every address of the site. ``config/surfaces.py`` says for each who may see what."""

from django.conf import settings
from django.urls import include, path

from accounts.apart import urls as apart
from accounts.consents import urls as consents
from accounts.notifications import urls as notifications
from accounts.users import urls as users
from community.moderation import blocking
from config import preferences, views

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"

own_pages = [*consents.first_run, *users.urlpatterns, *apart.urlpatterns, *blocking.urlpatterns]
urlpatterns = [
    path("", views.home, name="home"),
    path("near/", views.near, name="near"),
    path("search/", views.search, name="search"),
    path("style/", views.style, name="style"),
    path("style/notices/<str:kind>/", views.style_notice, name="style_notice"),
    path("style/notices/<str:kind>/text/", views.style_notice_text, name="style_notice_text"),
    path("theme/", preferences.theme, name="theme"),
    path("language/", preferences.language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("healthz/jobs", views.health_jobs, name="health_jobs"),
    path("readyz", views.readyz, name="readyz"),
    path("csp-report/", views.csp_report, name="csp_report"),
    path("account/", include("accounts.users.entrance")),
    path("account/", include("allauth.account.urls")),
    path("me/data/", include("accounts.privacy.urls")),
    path("me/", include((own_pages, "users"))),
    path("people/", include((users.people, "people"))),
    path("pages/", include("accounts.consents.urls")),
    path("bell/", include("accounts.notifications.urls")),
    path("messages/", include("accounts.contact.urls")),
    path("operate/", include("accounts.jobs.urls")),
    path("operate/letters/", include(notifications.for_operators)),
    path("groups/", include("community.groups.urls")),
    path("guide/", include("community.guide.urls")),
    path("stories/", include("community.stories.urls")),
    path("review/", include("community.moderation.urls")),
    path("places/", include("events.places.urls")),
    path("spotting/", include("events.levels.urls")),
    path("meetups/series/", include("events.meetups.series.urls")),
    path("meetups/", include("events.meetups.urls")),
    path("calendar/", include("events.meetups.feeds.urls")),
    path("incidents/", include("events.incidents.urls")),
]

if settings.DEMO:
    urlpatterns += [
        path("demo/codes/", views.demo_codes, name="demo_codes"),
        path("demo/mail/", views.demo_mail, name="demo_mail"),
        path("demo/mail/<str:name>/", views.demo_letter, name="demo_letter"),
    ]
