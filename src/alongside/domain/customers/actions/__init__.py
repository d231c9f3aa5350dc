"""Every write to customers, in chapters: who they are, how to reach them, where they live, alerts,
who is the same as whom, signing in."""

from alongside.domain.customers.actions.alerting import lift_alert, raise_alert
from alongside.domain.customers.actions.authorising import authorise_agent
from alongside.domain.customers.actions.consenting import (
    allow_channel,
    give_consent,
    refuse_channel,
    withdraw_all_consent,
    withdraw_consent,
)
from alongside.domain.customers.actions.contributing import note_contribution, take_back_contribution
from alongside.domain.customers.actions.introducing import note_introduction, take_back_introduction
from alongside.domain.customers.actions.knowing import add_customer, change_customer, know_at
from alongside.domain.customers.actions.living import describe_household, end_unit_relation, relate_unit
from alongside.domain.customers.actions.matching import dismiss_duplicate, note_duplicates, sweep_duplicates
from alongside.domain.customers.actions.merging import merge_customers, unmerge_customers
from alongside.domain.customers.actions.needing import Said, describe_needs
from alongside.domain.customers.actions.portal import (
    change_contact_preferences,
    change_own_language,
    end_portal_session,
    note_portal_use,
    start_portal_session,
)
from alongside.domain.customers.actions.reaching import (
    add_contact_point,
    remove_contact_point,
    reveal_contact,
    verify_contact_point,
)
from alongside.domain.customers.actions.recognising import (
    add_vehicle,
    keep_portrait,
    remove_portrait,
    remove_vehicle,
)
from alongside.domain.customers.actions.segments import remove_segment, save_segment
from alongside.domain.customers.actions.signing_in import send_sign_in_code, use_sign_in_code
from alongside.domain.customers.actions.valuing import revalue_customer, revalue_customers
from alongside.domain.customers.actions.wechat import (
    WeChatAccount,
    bind_wechat,
    recognise_wechat,
    unbind_wechat,
)

__all__ = [
    "Said",
    "WeChatAccount",
    "add_contact_point",
    "add_customer",
    "add_vehicle",
    "allow_channel",
    "authorise_agent",
    "bind_wechat",
    "change_contact_preferences",
    "change_customer",
    "change_own_language",
    "describe_household",
    "describe_needs",
    "dismiss_duplicate",
    "end_portal_session",
    "end_unit_relation",
    "give_consent",
    "keep_portrait",
    "know_at",
    "lift_alert",
    "merge_customers",
    "note_duplicates",
    "note_contribution",
    "note_introduction",
    "note_portal_use",
    "raise_alert",
    "recognise_wechat",
    "refuse_channel",
    "relate_unit",
    "remove_contact_point",
    "remove_portrait",
    "remove_segment",
    "remove_vehicle",
    "revalue_customer",
    "revalue_customers",
    "reveal_contact",
    "save_segment",
    "send_sign_in_code",
    "start_portal_session",
    "sweep_duplicates",
    "take_back_contribution",
    "take_back_introduction",
    "unbind_wechat",
    "unmerge_customers",
    "use_sign_in_code",
    "verify_contact_point",
    "withdraw_all_consent",
    "withdraw_consent",
]
