from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_CASES = Permission("see_cases", _("See the cases of the node and below"))
SEE_OWN_CASES = Permission("see_own_cases", _("See cases one owns or helps with, and no others"))
OPEN_CASE = Permission("open_case", _("Open a case"), of_customer=True)
HANDLE_CASE = Permission("handle_case", _("Acknowledge, investigate, propose, handle, resolve, close"))
ANSWER_AS_CUSTOMER = Permission(
    "answer_as_customer",
    _("Say the customer's word in a case: agree, decline, confirm, not solved, withdraw, rate"),
    of_customer=True,
)
REPLY_TO_CUSTOMER = Permission("reply_to_customer", _("Write to the customer in a case"))
ASSIGN_CASE = Permission("assign_case", _("Assign a case to somebody"))
TRANSFER_CASE = Permission("transfer_case", _("Offer one's case to a colleague"))
ASK_COOPERATION = Permission("ask_cooperation", _("Ask another department to help"))
HELP_WITH_CASE = Permission("help_with_case", _("Accept, return and finish what one is asked to help with"))
REJECT_CASE = Permission("reject_case", _("Reject a case"))
REOPEN_CASE = Permission("reopen_case", _("Reopen a closed case"))
ARCHIVE_CASE = Permission("archive_case", _("Archive closed cases"))
FIND_LIABILITY = Permission("find_liability", _("Establish who was liable and for how much"))
DECIDE_APPEAL = Permission("decide_appeal", _("Decide an appeal against a liability finding"))
ENTER_LOSS = Permission("enter_loss", _("Enter losses and recoveries"))
CONFIRM_LOSS = Permission("confirm_loss", _("Approve losses up to the first limit of authority"))
CONFIRM_LARGE_LOSS = Permission(
    "confirm_large_loss", _("Approve large losses, up to the second limit of authority")
)
CONFIRM_GREAT_LOSS = Permission(
    "confirm_great_loss", _("Approve great losses, above every other limit of authority")
)
DECLARE_MAJOR = Permission("declare_major", _("Declare a complaint major and lead it"))
SPOT_CHECK = Permission("spot_check", _("Draw cases at random and call the customer back"))
SEE_DAILY = Permission("see_daily", _("Read the complaint daily"))
SEE_CASE_MEETINGS = Permission(
    "see_case_meetings",
    _("Read the pack of the monthly case meeting, with the cases, findings, losses and promises in it"),
)
LEAD_CASE_MEETING = Permission(
    "lead_case_meeting",
    _("Lead the monthly case meeting: give its pack out, write its words, make its decisions"),
)
SEE_FIGURES = Permission("see_figures", _("See figures and open them into their cases"))
SUPERVISE = Permission("supervise_cases", _("See the board of load, lateness and transfers"))
CHANGE_CATALOGUE = Permission("change_catalogue", _("Change categories, deadlines and escalation"))
EXPORT_CASES = Permission("export_cases", _("Export a list of cases"))
IMPORT_CASES = Permission("import_cases", _("Import cases in bulk"))
SEE_LEGAL_MATTERS = Permission("see_legal_matters", _("See the legal matters of the node and below"))
HANDLE_LEGAL_MATTERS = Permission(
    "handle_legal_matters", _("Open legal matters, keep their days, claims, documents and costs")
)
SEE_LESSONS = Permission("see_lessons", _("Read the case library"))
WRITE_LESSONS = Permission("write_lessons", _("Write what is to be learnt from a closed case"))
PUBLISH_LESSONS = Permission("publish_lessons", _("Review a colleague's lesson and publish it"))
