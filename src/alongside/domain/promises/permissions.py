from django.utils.translation import gettext_lazy as _

from alongside.kernel.permission import Permission

SEE_PROMISES = Permission("see_promises", _("See what was promised to customers of the node and below"))
SEE_OWN_PROMISES = Permission("see_own_promises", _("See the promises that one has to keep, and no others"))
MAKE_PROMISE = Permission(
    "make_promise", _("Enter a promise to a customer, keep it, ask the customer to change it")
)
ANSWER_PROMISE = Permission(
    "answer_promise",
    _("Say the customer's word about a promise: agree to a change, decline it, say it was not kept"),
    of_customer=True,
)
SEE_PROMISE_RECORD = Permission("see_promise_record", _("See who kept their promises, person by person"))
