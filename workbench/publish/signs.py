"""Signs that no page shows, and addresses that no page links to."""

from __future__ import annotations

import re
from typing import Final

# Some of them would turn the direction of all that follows, others are no XML.
_UNSEEN: Final = dict.fromkeys(
    [
        *range(9), 11, 12, *range(14, 32), *range(127, 160), *range(0x202A, 0x202F),
        *range(0x2066, 0x206A), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF,
    ]
)  # fmt: skip
_ADDRESS: Final = re.compile(r"(?:https?|mailto):|[^:]*(?:[/?#]|$)", re.IGNORECASE)


def seen(words: str) -> str:
    r"""Return words without signs that nobody sees.

    Examples
    --------
    >>> seen("a\x07b\u202e")
    'ab'
    """
    return words.translate(_UNSEEN)


def may_lead_to(address: str) -> bool:
    """Return whether a link may lead there: the web, a mail, a file beside the page, a place on it.

    Examples
    --------
    >>> may_lead_to("plan.csv"), may_lead_to("javascript:alert(1)"), may_lead_to("")
    (True, False, False)
    """
    return bool(address) and _ADDRESS.match(address) is not None
