"""How hard a model that reasons is told to think."""

from __future__ import annotations

from difflib import get_close_matches

from stc.errors import InputError

EFFORTS = ("none", "minimal", "low", "medium", "high", "xhigh", "max")  # as OpenAI's API calls them; few take all


def check_effort(effort: object) -> None:
    """Refuse what no provider takes before anything is asked; None is "not said". Raises InputError.

    >>> check_effort("high")
    >>> check_effort("huge")
    Traceback (most recent call last):
        ...
    stc.errors.InputError: there is no effort 'huge'
    """
    if effort is None or effort in EFFORTS:
        return
    near = get_close_matches(str(effort).strip().lower(), EFFORTS, n=1)
    also = f"did you mean {near[0]}? " if near else ""
    raise InputError(f"there is no effort {str(effort)!r:.40}", hint=f"{also}one of: {', '.join(EFFORTS)}")
