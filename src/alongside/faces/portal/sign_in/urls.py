from __future__ import annotations

from django.urls import path

from alongside.faces.portal.sign_in.sign_in import sign_in
from alongside.faces.portal.sign_in.sign_in_with_wechat import (
    come_back_from_wechat,
    disconnect_wechat,
    sign_in_with_wechat,
)
from alongside.faces.portal.sign_in.sign_out import end_session, sign_out
from alongside.faces.portal.sign_in.use_code import use_code

urlpatterns = [
    path("", sign_in, name="sign_in"),
    path("code/", use_code, name="use_code"),
    path("wechat/", sign_in_with_wechat, name="sign_in_with_wechat"),
    path("wechat/back/", come_back_from_wechat, name="come_back_from_wechat"),
    path("wechat/disconnect/", disconnect_wechat, name="disconnect_wechat"),
    path("out/", sign_out, name="sign_out"),
    path("out/<int:session_id>/", end_session, name="end_session"),
]
