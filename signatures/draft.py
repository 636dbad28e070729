"""Draft: a text read into quantities, equations, claims and questions; the docstring is the prompt."""

from __future__ import annotations

import dspy

from stc.signatures.proposal import Proposal


class Draft(dspy.Signature):  # type: ignore[misc]
    """Read the text into quantities, relations, claims and questions, before anybody asks. A program checks each one
    against the text and computes all values; later questions are answered from your lists alone.
    """

    text: str = dspy.InputField()
    known: str = dspy.InputField(desc="what is known already, one line each")
    proposal: Proposal = dspy.OutputField()
