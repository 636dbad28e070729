"""stc: each context compiled once with the model, its questions asked down the chain, a model last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.arms import Desk, Outcome, Prepared
from benchmarks.sets import Context, Query

if TYPE_CHECKING:
    from stc.runtime import View


class Compiled:
    """Compile with the model; then recall, story, calculate, and compose and reason as far as the budget goes."""

    def prepare(self, desk: Desk, context: Context) -> Prepared:
        from stc.compiler import compile_text
        from stc.runtime import view_of

        artifact = compile_text(
            context.text,
            lm=desk.lm,
            session=desk.session,
            samples=desk.options["samples"],
            rounds=desk.options["rounds"],
            retries=desk.options["retries"],
        )
        counts = {**artifact.run.get("model_nodes", {}), "partial": artifact.run.get("partial", "")}
        return Prepared(view_of(artifact), counts)

    def answer(self, desk: Desk, prepared: Prepared, context: Context, query: Query) -> Outcome:
        from stc.runtime import ask

        view: View = prepared.thing
        answer = ask(
            view,
            query.question,
            budget=desk.options["budget"],
            lm=desk.lm,
            verbosity=desk.options["verbosity"],
            session=desk.session,
        )
        said = desk.data.told(answer, view) if answer.known else None
        text = answer.formula or answer.text if answer.known else f"{answer.code}: {answer.reason}"
        return Outcome(said, text, _who(view, query.question) or WHO.get(answer.how, answer.how))


WHO = {"composed": "compose", "reasoned": "reason"}


def _who(view: View, question: str) -> str:
    """Name the answerer that needs no model and answers; "" where none does."""
    from stc.runtime import ANSWERERS, Answer

    return next((each.__name__ for each in ANSWERERS if isinstance(each(question, view), Answer)), "")
