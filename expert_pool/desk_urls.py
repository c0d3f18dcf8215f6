"""The experts' part of the desk, under /tyotila/asiantuntija/."""

from django.urls import path, re_path

from expert_pool.desk import hours, own, presenting

app_name = "expert_desk"
urlpatterns = [
    path("", own.profile, name="profile"),
    # How one presents oneself to others
    path("esittely/", presenting.write, name="presentation"),
    path("esittely/katso/", presenting.look, name="look_at_presentation"),
    path("esittely/kylla/", presenting.consent, name="consent"),
    path("esittely/pois/", presenting.withdraw, name="withdraw_presentation"),
    # How one is doing
    path("vointi/", own.wellbeing, name="wellbeing"),
    path("vointi/<int:pk>/", own.answer, name="answer_debrief"),
    path("vointi/aiheet/", own.not_today, name="not_today"),
    path("vointi/lepo/", own.end_rest, name="end_rest"),
    path("vointi/poissa/", own.add_absence, name="add_absence"),
    path("vointi/poissa/<int:pk>/pois/", own.remove_absence, name="remove_absence"),
    # Hours
    path("tunnit/", hours.own, name="hours"),
    path("tunnit/<int:pk>/", hours.confirm, name="confirm_hours"),
    path("tunnit/<int:pk>/pois/", hours.remove, name="remove_hours"),
    path("tunnit/kaikki/", hours.everyone, name="everyones_hours"),
    path("tunnit/kaikki/hyvaksy/", hours.approve_all, name="approve_all_hours"),
    path("tunnit/<int:pk>/hyvaksy/", hours.approve, name="approve_hours"),
    path("tunnit/<int:pk>/palauta/", hours.give_back, name="return_hours"),
    re_path(r"^tunnit/vienti\.(?P<form>xlsx|csv)$", hours.export, name="export_hours"),
]
