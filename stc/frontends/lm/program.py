"""The sleep-time program: what the model is asked, as one dspy.Module, so that optimizers see, tune and count it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import dspy

from stc.signatures.draft import Draft
from stc.signatures.repair import Repair
from stc.signatures.rethink import Rethink

if TYPE_CHECKING:
    from stc.graph import Graph


class Compile(dspy.Module):  # type: ignore[misc]
    """Read a text into a checked graph: draft, repair what was refused, rethink.

    Works inside any `dspy.context(lm=...)`; each call of the three predictors stands in the trace, as tuning needs it.

        with dspy.context(lm=dspy.LM("openai/gpt-4o-mini", cache=False)):
            graph = Compile()(context="Tom has 3 apples. Ann has twice as many.").graph
    """

    def __init__(self) -> None:
        super().__init__()
        self.draft = dspy.Predict(Draft)
        self.repair = dspy.Predict(Repair)
        self.rethink = dspy.Predict(Rethink)

    def forward(
        self,
        context: str,
        *,
        graph: Graph | None = None,
        locale: str | None = None,
        samples: int = 1,
        rounds: int = 1,
        retries: int = 2,
    ) -> Any:
        """Give a dspy.Prediction with `graph` (checked, before the passes), `thought` (counts) and `context`.

        `graph` is what the rules found, read anew where it is not given. Calls go through the session of the adapter
        in force, else through one of their own. Raises ModelError where no model is in force.
        """
        from stc.admit import admit
        from stc.errors import ModelError
        from stc.frontends import builtin
        from stc.frontends.document import read_document
        from stc.frontends.lm.thinking import think
        from stc.models import Session
        from stc.numerals import guess_locale, locale_of

        lm = self.draft.lm or dspy.settings.lm
        if lm is None:
            raise ModelError("no model is in force", hint="call it inside dspy.context(lm=...)", code="no-model")
        document = read_document(context)
        chosen = locale_of(locale) if locale else guess_locale(context)
        thought = think(
            document,
            graph if graph is not None else admit(builtin.read(document, chosen), context),
            lm=lm,
            session=getattr(dspy.settings.adapter, "session", None) or Session(),
            locale=chosen,
            program=self,
            samples=samples,
            rounds=rounds,
            retries=retries,
        )
        return dspy.Prediction(graph=thought.graph, thought=thought, context=context)


def load(path: str | Path | None = None) -> Compile:
    """Make the program, with tuned instructions and demonstrations where a file names them (a `program.save` JSON)."""
    program = Compile()
    if path is not None:
        program.load(str(path))
    return program
