"""Pure decisions about personal data: when reading is unusual, what names a person, what a certificate says."""

from alongside.domain.privacy.rules.reading import (
    LEAST,
    RECORD_AT_MOST,
    TIMES_USUAL,
    Reading,
    masked_name,
    unusual,
)

__all__ = ["LEAST", "RECORD_AT_MOST", "TIMES_USUAL", "Reading", "masked_name", "unusual"]
