"""The options of commands that ask a language model: the same names and the same help everywhere."""

from __future__ import annotations

from typing import Annotated, TypedDict

import typer

LM = Annotated[
    str | None,
    typer.Option("--lm", metavar="MODEL", help="A model to ask, such as openai/gpt-4o-mini; none for no model."),
]
ApiBase = Annotated[
    str | None, typer.Option("--api-base", metavar="URL", help="Where it is served, such as http://localhost:8000/v1.")
]
Temperature = Annotated[
    float | None, typer.Option("--temperature", min=0, max=2, help="How freely it writes; else its own default.")
]
Effort = Annotated[
    str | None, typer.Option("--effort", metavar="LEVEL", help="How hard a reasoning model thinks: low, medium, high.")
]
MaxOutputTokens = Annotated[
    int | None, typer.Option("--max-output-tokens", min=1, metavar="N", help="At most so many tokens in one reply.")
]
Timeout = Annotated[
    float | None, typer.Option("--timeout", min=0.001, metavar="SECONDS", help="How long to wait for one reply.")
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", min=1, max=256, metavar="N", help="How many calls run side by side.")
]


class ModelChoice(TypedDict):
    """What `stc.models.choose` takes beside the role."""

    lm: str | None
    api_base: str | None
    temperature: float | None
    effort: str | None
    max_tokens: int | None
    timeout: float | None


def model_choice(
    lm: str | None,
    api_base: str | None,
    temperature: float | None,
    effort: str | None,
    max_output_tokens: int | None,
    timeout: float | None,
) -> ModelChoice:
    """Gather the options under the names of the library.

    >>> model_choice("openai/gpt-4o-mini", None, 0.0, None, 500, None)["max_tokens"]
    500
    """
    return ModelChoice(
        lm=lm, api_base=api_base, temperature=temperature, effort=effort, max_tokens=max_output_tokens, timeout=timeout
    )
