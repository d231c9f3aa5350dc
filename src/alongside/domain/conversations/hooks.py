"""What conversations ask of the domains above."""

from alongside.kernel.hooks import Hook

# (delivery_id, its once_key, its state): in the transaction in which a mail is sent, parked, withheld or begun anew.
MAIL_SETTLED: Hook[[int, str, str], bool] = Hook("Who keeps what became of this mail?")
