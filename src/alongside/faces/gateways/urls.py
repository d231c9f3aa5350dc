"""Where programs of elsewhere call us: each address bears the unguessable word of an account, and each call proves itself."""

from __future__ import annotations

from django.urls import path

from alongside.faces.gateways.calls import take_call_event
from alongside.faces.gateways.sms import sms
from alongside.faces.gateways.wechat import wechat

app_name = "gateways"

urlpatterns = [
    path("calls/<str:code>/", take_call_event, name="take_call_event"),
    path("sms/<str:code>/", sms, name="sms"),
    path("wechat/<str:code>/", wechat, name="wechat"),
]
