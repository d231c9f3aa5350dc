"""What conversations ask of the domains above."""

from datetime import datetime

from alongside.domain.organisation.models import Node
from alongside.kernel.hooks import Hook

# (delivery_id, the once_key under which it was written, its state): in the transaction in which it is sent, arrives,
# comes back, is parked, withheld, begun anew or given to another channel.
DELIVERY_SETTLED: Hook[[int, str, str], bool] = Hook("Who keeps what became of this letter?")

# (conversation_id): asked before what came by mail is put into a conversation. True: what it belongs to is over, and
# nobody reads there any more; so it begins a conversation of its own.
IS_OVER: Hook[[int], bool] = Hook("Is what this conversation belongs to over?")

# (conversation_id, message_id, is_customer, now): in the transaction in which a mail becomes a message.
HEARD: Hook[[int, int, bool, datetime], bool] = Hook("Who follows what is said in this conversation?")

# (node, the customer's language or "", now): asked for a conversation that nobody has. The id of a staff member.
WHO_ANSWERS: Hook[[Node, str, datetime], int] = Hook("Who shall answer what comes in there now?")
