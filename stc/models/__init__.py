"""Which model is asked, what its calls cost, and what becomes of them: choice, retries, journal, ledger, budget.

    lm = choose("sleep", "openai/gpt-4o-mini")
    session = Session(journal=Journal("run.jsonl"), max_tokens=100_000)
    with using(session, lm):
        dspy.Predict(Draft)(text=text)
    session.ledger.totals()

Nothing here imports dspy before a model is named.
"""

from stc.models.choice import choose
from stc.models.journal import Journal
from stc.models.ledger import Call, Ledger
from stc.models.prices import estimate_tokens, price
from stc.models.recording import Reply
from stc.models.session import Event, Session
from stc.models.threads import in_thread, side_by_side, using

__all__ = [
    "Call",
    "Event",
    "Journal",
    "Ledger",
    "Reply",
    "Session",
    "choose",
    "estimate_tokens",
    "in_thread",
    "price",
    "side_by_side",
    "using",
]
