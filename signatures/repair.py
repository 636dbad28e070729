"""Repair: what was refused, with the exact complaints, proposed anew; the docstring is the prompt."""

from __future__ import annotations

import dspy

from stc.signatures.proposal import Proposal


class Repair(dspy.Signature):  # type: ignore[misc]
    """Correct the items that a program refused. Each line under rejected is one item as JSON and, after it, what is
    wrong with it and what to write instead.
    """

    text: str = dspy.InputField()
    known: str = dspy.InputField(desc="what was accepted, one line each")
    rejected: str = dspy.InputField(desc="one line an item: JSON, then the complaint")
    proposal: Proposal = dspy.OutputField()
