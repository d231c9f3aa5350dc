"""Customers, in chapters: who they are, how to reach them, where they live, alerts, signing in (CUS-1, 2, 8)."""

from alongside.domain.customers.models.alerting import Alert, AlertQuerySet
from alongside.domain.customers.models.consenting import (
    Basis,
    ChannelRefusal,
    Consent,
    ConsentQuerySet,
    Purpose,
    PurposeText,
)
from alongside.domain.customers.models.contributing import Contribution
from alongside.domain.customers.models.customer import (
    Customer,
    CustomerNode,
    CustomerQuerySet,
    Household,
    OfCustomerQuerySet,
)
from alongside.domain.customers.models.introducing import Introduction, IntroductionQuerySet
from alongside.domain.customers.models.living import (
    AgentAuthority,
    UnitPartQuerySet,
    UnitRelation,
    UnitRelationQuerySet,
)
from alongside.domain.customers.models.merging import (
    DuplicateSuggestion,
    DuplicateSuggestionQuerySet,
    MergeRecord,
    MergeRecordQuerySet,
)
from alongside.domain.customers.models.needing import Need
from alongside.domain.customers.models.reaching import ContactPoint
from alongside.domain.customers.models.recognising import Portrait, Vehicle
from alongside.domain.customers.models.signing_in import (
    CustomerActor,
    PortalSession,
    SignInCode,
    WeChatBond,
)
from alongside.domain.customers.models.valuing import (
    Segment,
    SegmentQuerySet,
    TierChange,
    TierRule,
    ValueRule,
)

__all__ = [
    "AgentAuthority",
    "Alert",
    "AlertQuerySet",
    "Basis",
    "ChannelRefusal",
    "Consent",
    "ConsentQuerySet",
    "ContactPoint",
    "Customer",
    "CustomerActor",
    "CustomerNode",
    "CustomerQuerySet",
    "DuplicateSuggestion",
    "DuplicateSuggestionQuerySet",
    "Household",
    "Contribution",
    "Introduction",
    "IntroductionQuerySet",
    "MergeRecord",
    "MergeRecordQuerySet",
    "Need",
    "OfCustomerQuerySet",
    "PortalSession",
    "Portrait",
    "Purpose",
    "PurposeText",
    "Segment",
    "SegmentQuerySet",
    "SignInCode",
    "TierChange",
    "TierRule",
    "UnitPartQuerySet",
    "UnitRelation",
    "UnitRelationQuerySet",
    "ValueRule",
    "Vehicle",
    "WeChatBond",
]
