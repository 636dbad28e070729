"""stc compiles a text into a checked artifact before anybody asks about it, and answers from that.

>>> import stc
>>> artifact = stc.compile("Tom has 3 apples. Ann has 4 apples.")
>>> stc.ask(artifact, "How many apples does Ann have?").value
Fraction(4, 1)
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from stc.artifact import Artifact, load
    from stc.compiler import acompile, compile
    from stc.errors import (
        ArtifactError,
        BudgetError,
        CheckError,
        FormulaError,
        InputError,
        ModelError,
        StcError,
        TextFormError,
        UnitError,
    )
    from stc.frontends.lm.estimate import estimate
    from stc.runtime import aask, ask, ask_all
    from stc.runtime.answer import Answer

_PLACES = {  # loaded when first named, so that `import stc` costs nothing
    "Answer": "stc.runtime.answer",
    "Artifact": "stc.artifact",
    "ArtifactError": "stc.errors",
    "BudgetError": "stc.errors",
    "CheckError": "stc.errors",
    "FormulaError": "stc.errors",
    "InputError": "stc.errors",
    "ModelError": "stc.errors",
    "StcError": "stc.errors",
    "TextFormError": "stc.errors",
    "UnitError": "stc.errors",
    "aask": "stc.runtime",
    "acompile": "stc.compiler",
    "ask": "stc.runtime",
    "ask_all": "stc.runtime",
    "compile": "stc.compiler",
    "estimate": "stc.frontends.lm.estimate",
    "load": "stc.artifact",
}

__all__ = [
    "Answer",
    "Artifact",
    "ArtifactError",
    "BudgetError",
    "CheckError",
    "FormulaError",
    "InputError",
    "ModelError",
    "StcError",
    "TextFormError",
    "UnitError",
    "__version__",
    "aask",
    "acompile",
    "ask",
    "ask_all",
    "compile",
    "estimate",
    "load",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'stc' has no attribute {name!r}")
    value = getattr(import_module(_PLACES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
