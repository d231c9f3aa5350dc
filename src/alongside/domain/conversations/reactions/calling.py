"""What conversations hold of somebody's calls: they follow a merge, are copied, are erased (CUS-6, INF-4, CHN-5)."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from alongside.domain.conversations.models import Call, Callback
from alongside.domain.conversations.rules.calling import caller_index
from alongside.domain.customers.hooks import BELONGINGS, Belonging
from alongside.domain.customers.models import ContactPoint
from alongside.domain.privacy.hooks import COPY, COPY_FILES, ERASE, CopyPart, Erased, Erasing, OwnFile
from alongside.kernel.models import StoredFile


@BELONGINGS.fill
def their_calls() -> tuple[Belonging, ...]:
    return (Belonging(Call, is_at_node=True), Belonging(Callback))


@ERASE.fill
def erase_calls(erasing: Erasing) -> Erased:
    """Recordings and numbers go, also of calls from a phone of theirs that were tied to nobody; that a call was stays."""
    points = ContactPoint.objects.filter(customer__in=erasing.customer_ids, kind=ContactPoint.Kind.PHONE)
    indexes = [caller_index(one.value) for one in points]
    whose = Q(customer__in=erasing.customer_ids) | Q(customer=None, number_hash__in=indexes)
    calls = Call.objects.filter(whose)
    kept = StoredFile.objects.filter(about_kind="call", about_id__in=calls.values("pk"))
    done = Erased(paths=list(kept.values_list("path", flat=True)))
    done.deleted["recordings"] = kept.delete()[0]
    Callback.objects.filter(whose).open().update(state=Callback.State.DROPPED, done_at=erasing.now)
    Callback.objects.filter(whose).update(number="", number_hash="")
    calls.filter(recording__in=[Call.Recording.KEPT, Call.Recording.WANTED]).update(
        recording=Call.Recording.DELETED
    )
    done.kept["calls"] = calls.update(number="", number_hash="")
    return done


@COPY.fill
def copy_calls(customer_id: int) -> tuple[CopyPart, ...]:
    calls = Call.objects.filter(customer=customer_id).order_by("begun_at", "pk")
    return (
        CopyPart(
            "calls",
            _("Telephone calls"),
            (_("When"), _("Direction"), _("How it ended"), _("Seconds spoken")),
            [
                (
                    one.begun_at,
                    str(one.get_direction_display()),
                    str(one.get_ending_display()),
                    one.talk_seconds or 0,
                )
                for one in calls
            ],
        ),
    )


@COPY_FILES.fill
def copy_recordings(customer_id: int) -> tuple[OwnFile, ...]:
    """Their own voice is their data."""
    calls = Call.objects.filter(customer=customer_id)
    files = StoredFile.objects.filter(about_kind="call", about_id__in=calls.values("pk"))
    return tuple(OwnFile(_("Telephone calls"), one) for one in files)
