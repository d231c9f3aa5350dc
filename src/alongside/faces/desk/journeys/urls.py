from __future__ import annotations

from django.urls import path

from alongside.faces.desk.journeys import (
    choose_template,
    compare_versions,
    conformance,
    conformance_files,
    follow_up,
    publish_version,
    templates,
    waived,
    walking,
    write_version,
)
from alongside.faces.desk.journeys.journey import journey_page
from alongside.faces.desk.journeys.journeys import journeys

urlpatterns = [
    path("", journeys, name="journeys"),
    path("mine/", follow_up.follow_up, name="follow_up"),
    path("steps/<int:pk>/", follow_up.do_step_page, name="do_step"),
    path("steps/<int:pk>/waive/", follow_up.waive_step_page, name="waive_step"),
    path("steps/<int:pk>/give/", follow_up.give_step_page, name="give_step"),
    path("templates/", templates.templates, name="journey_templates"),
    path("templates/<int:pk>/", templates.template_page, name="journey_template"),
    path("templates/<int:pk>/copy/", templates.copy_template_page, name="copy_template"),
    path("templates/<int:pk>/rename/", templates.rename_template_page, name="rename_template"),
    path("templates/<int:pk>/compare/", compare_versions.compare_versions, name="compare_versions"),
    path("templates/<int:pk>/draft/", write_version.draft_version_page, name="draft_version"),
    path("drafts/<int:pk>/", write_version.write_version, name="write_version"),
    path("drafts/<int:pk>/add-stage/", write_version.write_stage, name="add_stage"),
    path("drafts/<int:pk>/add-step/", write_version.write_step, name="add_step"),
    path("drafts/<int:pk>/stages/<slug:code>/", write_version.write_stage, name="write_stage"),
    path("drafts/<int:pk>/steps/<slug:code>/", write_version.write_step, name="write_step"),
    path("drafts/<int:pk>/discard/", write_version.discard_draft_page, name="discard_draft"),
    path("drafts/<int:pk>/rehearse/", publish_version.rehearse_version_page, name="rehearse_version"),
    path("drafts/<int:pk>/publish/", publish_version.publish_version_page, name="publish_version"),
    path("rounds/<int:pk>/", publish_version.replan_run_page, name="replan_run"),
    path("waived/", waived.waived_steps, name="waived_steps"),
    path("conformance/", conformance.conformance_page, name="conformance"),
    path("conformance/journeys/", conformance.conformance_journeys, name="conformance_journeys"),
    path("conformance.xlsx", conformance_files.conformance_xlsx, name="conformance_xlsx"),
    path("conformance.pdf", conformance_files.conformance_pdf, name="conformance_pdf"),
    path("chosen/", choose_template.template_choices, name="template_choices"),
    path("chosen/<int:node_id>/", choose_template.choose_template_page, name="choose_template"),
    path("<int:pk>/", journey_page, name="journey"),
    path("<int:pk>/happened/", walking.record_happening_page, name="record_happening"),
    path("<int:pk>/keeper/", walking.give_journey_page, name="give_journey"),
    path("<int:pk>/end/", walking.end_journey_page, name="end_journey"),
]
