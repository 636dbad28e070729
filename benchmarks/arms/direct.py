"""Test time only: the whole text and the question in one prompt, as short or as long as a verbosity says.

The prompts are in our own words. They are given what ours is given: the form of the answer, the text first (so that a
provider's prompt cache holds it over the questions of a context), and one line from which the answer is read.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from benchmarks.arms import Desk, Outcome, Prepared
from benchmarks.sets import Context, Query
from stc.models.messages import user_message
from stc.models.reply import without_thoughts

Verbosity = Literal[0, 3]

INSTRUCTIONS: dict[int, str] = {
    0: "Answer the question about the text. Reply with a single line and nothing else: `Answer: ` and then the answer. "
    "Write no working and no explanation.",
    3: "Answer the question about the text. Work it out in writing first: name the facts of the text that matter, go "
    "step by step, write every calculation down with its result, and check it at the end. Then close with a single "
    "line: `Answer: ` and then the answer.",
}
_LAST = re.compile(r"[\s*_#>`-]*(?:final\s+)?answer[*_`]*\s*:(.*)", re.IGNORECASE)


class Direct:
    """Answer from the raw text at a verbosity."""

    def __init__(self, verbosity: Verbosity) -> None:
        self.verbosity = verbosity

    def prepare(self, desk: Desk, context: Context) -> Prepared:
        return Prepared(None)

    def answer(self, desk: Desk, prepared: Prepared, context: Context, query: Query) -> Outcome:
        system = f"{INSTRUCTIONS[self.verbosity]}\n\n{desk.data.form}"
        asked = user_message(["text", "question"], {"text": context.text, "question": query.question})
        reply = desk.session.call(
            desk.lm,
            [{"role": "system", "content": system}, {"role": "user", "content": asked}],
            signature=f"direct-{self.verbosity}",
            prompt=hashlib.sha256(system.encode()).hexdigest()[:8],
        )
        line = answer_line(reply.text)
        said = desk.data.read(line) if line is not None else None
        return Outcome(said, line or "", "read" if said else "unread")


def answer_line(reply: str) -> str | None:
    """Give what stands after `Answer:` in the last line of a reply; None where the last line is another one.

    >>> answer_line("3 + 4 = 7\\n**Answer: 7**"), answer_line("Answer: 7. That is all.\\nBye")
    ('7', None)
    """
    lines = [line for line in without_thoughts(reply).splitlines() if line.strip(" \t`*")]
    found = _LAST.fullmatch(lines[-1].strip()) if lines else None
    return found[1].strip().strip("*`_ ").strip() if found else None
