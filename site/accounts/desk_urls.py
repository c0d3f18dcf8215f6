"""Under /tyotila/: the desk's first page, one's own account, staff accounts."""

from django.urls import path

from accounts import front, own, staff, views

urlpatterns = [
    path("", front.home, name="desk_home"),
    path("oma/", own.account, name="desk_account"),
    path("oma/istunnot/", own.end_sessions, name="desk_end_sessions"),
    path("oma/salasana/", own.ChangePassword.as_view(), name="account_change_password"),
    path("oma/vahvista/", own.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("oma/vahvista/salasana/", own.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("oma/tunnistus/", own.NewPhone.as_view(), name="desk_new_phone"),
    path("oma/varakoodit/", views.RecoveryCodes.as_view(), name="mfa_view_recovery_codes"),
    path(
        "oma/varakoodit/uudet/", own.NewRecoveryCodes.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("henkilosto/", staff.staff_list, name="desk_staff"),
    path("henkilosto/kutsu/", staff.invite, name="desk_invite"),
    path("henkilosto/kutsut/<int:pk>/uudelleen/", staff.send_again, name="desk_send_again"),
    path("henkilosto/kutsut/<int:pk>/peru/", staff.withdraw, name="desk_withdraw"),
    path("henkilosto/<int:pk>/", staff.person, name="desk_person"),
    path("henkilosto/<int:pk>/pois/", staff.deactivate, name="desk_deactivate"),
    path("henkilosto/<int:pk>/takaisin/", staff.reactivate, name="desk_reactivate"),
    path(
        "henkilosto/<int:pk>/tunnistus/",
        staff.remove_second_factor,
        name="desk_remove_second_factor",
    ),
]
