from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_BATCHES = Permission("see_batches", _("See open days and other appointments, and who comes"))
PLAN_BATCHES = Permission("plan_batches", _("Plan open days and other appointments, invite, cancel"))
BOOK_FOR_CUSTOMERS = Permission("book_for_customers", _("Book, move and cancel appointments for customers"))
MARK_ATTENDANCE = Permission("mark_attendance", _("Check in at the gate who has come"))
