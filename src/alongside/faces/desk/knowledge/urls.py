from __future__ import annotations

from django.urls import path

from alongside.faces.desk.knowledge import article, gaps, write_article
from alongside.faces.desk.knowledge.article_files import article_files_page
from alongside.faces.desk.knowledge.articles import articles
from alongside.faces.desk.knowledge.compare_article import compare_article
from alongside.faces.desk.knowledge.of_case import case_articles

urlpatterns = [
    path("", articles, name="articles"),
    path("new/", write_article.write_article_page, name="write_article"),
    path("files/", article_files_page, name="article_files"),
    path("gaps/", gaps.search_gaps, name="search_gaps"),
    path("gaps/<int:pk>/ask/", gaps.request_article_page, name="request_article"),
    path("gaps/<int:pk>/dismiss/", gaps.dismiss_gap_page, name="dismiss_gap"),
    path("of-case/<str:number>/", case_articles, name="case_articles"),
    path("<int:pk>/", article.article_page, name="article"),
    path("<int:pk>/revise/", write_article.revise_article_page, name="revise_article"),
    path("<int:pk>/file/", write_article.file_article_page, name="file_article"),
    path("<int:pk>/retire/", write_article.retire_article_page, name="retire_article"),
    path("<int:pk>/compare/", compare_article, name="compare_article"),
    path("<int:pk>/submit/", article.submit_article_page, name="submit_article"),
    path("<int:pk>/take-back/", article.take_back_article_page, name="take_back_article"),
    path("<int:pk>/discard/", article.discard_draft_page, name="discard_draft"),
    path("<int:pk>/review/", article.review_article_page, name="review_article"),
    path("<int:pk>/use/", article.use_article_page, name="use_article"),
    path("<int:pk>/helpful/", article.say_helpful_page, name="say_helpful"),
]
