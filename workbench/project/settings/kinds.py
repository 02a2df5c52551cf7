"""Kinds of value that stand in ``project.yaml``: days and amounts."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from workbench.project.schema.amounts import amount_text


def _whole_day(value: object) -> object:
    """Refuse numbers and times, which pydantic would take for seconds since 1970."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value.strip()):
        return date.fromisoformat(value.strip())
    message = "a day such as 2026-03-14"
    raise ValueError(message)


def _amount(value: object) -> object:
    """Keep an amount exactly as it is written, with or without quotes."""
    if value is None:
        return None
    try:
        text = amount_text(value)
    except ValueError:
        text = None
    if text is None or text.startswith("-"):
        message = "an amount of 0 or more, such as 45000 or 0.07, in digits without unit or %"
        raise ValueError(message)
    return text


Day = Annotated[date, BeforeValidator(_whole_day)]
"""A day without a time."""

Amount = Annotated[str, BeforeValidator(_amount)]
"""An exact decimal of 0 or more, as text."""


def share_up_to(most: int) -> AfterValidator:
    """Refuse an amount that is no share: 15 where 0.15 is meant."""

    def check(text: str) -> str:
        if Decimal(text) > most:
            message = f"a share from 0 to {most}, such as 0.15"
            raise ValueError(message)
        return text

    return AfterValidator(check)
