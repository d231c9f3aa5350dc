"""What is told to all buyers and owners of a building, and who has heard of it (JRN-6)."""

from alongside.domain.bulletins.models.bulletin import Bulletin, BulletinPhoto, BulletinQuerySet
from alongside.domain.bulletins.models.recipient import Recipient, RecipientQuerySet, SendingRound

__all__ = ["Bulletin", "BulletinPhoto", "BulletinQuerySet", "Recipient", "RecipientQuerySet", "SendingRound"]
