"""Rethink: what is known of a text looked at again: what lacks, what is wrong; the docstring is the prompt."""

from __future__ import annotations

import dspy

from stc.signatures.proposal import Revision


class Rethink(dspy.Signature):  # type: ignore[misc]
    """Look again at what is known of the text: add what lacks, correct what is wrong, or say that it is finished."""

    text: str = dspy.InputField()
    graph: str = dspy.InputField(desc="all that is known of the text, one line each")
    unheld: str = dspy.InputField(desc="numbers of the text that nothing holds, with the words around them")
    open: str = dspy.InputField(desc="questions that nothing answers")
    revision: Revision = dspy.OutputField()
