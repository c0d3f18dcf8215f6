"""Under /kirjaudu/: open to everyone, for getting in. The names are those allauth asks for."""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from accounts import views

urlpatterns = [
    path("", views.SignIn.as_view(), name="account_login"),
    path("koodi/", views.GiveCode.as_view(), name="mfa_authenticate"),
    path("tunnistus/", views.SetUp.as_view(), name="mfa_activate_totp"),
    path("ulos/", views.sign_out, name="account_logout"),
    path(
        "poissa/",
        allauth_views.AccountInactiveView.as_view(template_name="account/account_inactive.html"),
        name="account_inactive",
    ),
    path("kutsu/<str:token>/", views.invitation, name="account_invitation"),
    path("salasana/", views.AskNewPassword.as_view(), name="account_reset_password"),
    path(
        "salasana/lahetetty/",
        allauth_views.PasswordResetDoneView.as_view(
            template_name="account/password_reset_done.html"
        ),
        name="account_reset_password_done",
    ),
    path(
        "salasana/vaihdettu/",
        allauth_views.PasswordResetFromKeyDoneView.as_view(
            template_name="account/password_reset_from_key_done.html"
        ),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^salasana/uusi/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
]
