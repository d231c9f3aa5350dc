"""Every address of the widget: what the tag fetches, and what the frame asks."""

from __future__ import annotations

from django.urls import path

from alongside.faces.widget.chat import address, chat, code, file, news, use_code, words
from alongside.faces.widget.embed import colours, script
from alongside.faces.widget.form import form_page
from alongside.faces.widget.help import help_article, help_offers, help_word

app_name = "widget"

urlpatterns = [
    path("<slug:code>.js", script, name="script"),
    path("<slug:code>.css", colours, name="colours"),
    path("<slug:code>/", chat, name="chat"),
    path("<slug:code>/words/", words, name="words"),
    path("<slug:code>/news/", news, name="news"),
    path("<slug:code>/files/<uuid:file_id>/", file, name="file"),
    path("<slug:code>/address/", address, name="address"),
    path("<slug:code>/code/", code, name="code"),
    path("<slug:code>/code/use/", use_code, name="use_code"),
    path("<slug:code>/help/", help_offers, name="help_offers"),
    path("<slug:code>/help/<int:pk>/", help_article, name="help_article"),
    path("<slug:code>/help/<int:pk>/word/", help_word, name="help_word"),
    path("<slug:code>/form/", form_page, name="form"),
]
