"""`stc models test`: make one small call and say what the model can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from stc.cli.model_options import LM, ApiBase, Timeout

if TYPE_CHECKING:
    from stc.models.probe import Abilities

app = typer.Typer(name="models", help="Try language models.", add_completion=False)


@app.callback()
def models() -> None:
    """Take no options of its own; it makes `test` a command beside others to come."""


@app.command("test")
def try_model(
    lm: LM = None,
    api_base: ApiBase = None,
    timeout: Timeout = None,
    json: Annotated[
        bool, typer.Option("--json", help="Print what was found as JSON, with the names of Python.")
    ] = False,
) -> None:
    """Make one small call to a model and say what it can do.

    The model is --lm, else STC_LM, else STC_TEST_LM. Exits with 2 and the reason if it cannot be asked.
    """
    from dataclasses import asdict

    from stc.cli.output import as_json, printable
    from stc.errors import ModelError
    from stc.models import Session, choose
    from stc.models.probe import probe

    chosen = choose("sleep", lm, api_base=api_base, timeout=timeout)
    chosen = choose("test", None, api_base=api_base, timeout=timeout) if chosen is None else chosen
    if chosen is None:
        raise ModelError("no model is named", code="no-model", hint="name one: --lm openai/gpt-4o-mini, or set STC_LM")
    abilities = probe(chosen, Session(attempts=2, pause=0.2))
    if json:
        return print(as_json(asdict(abilities)))
    for name, what in _lines(abilities):
        print(f"{name:<12} {printable(what)}")


def _lines(found: Abilities) -> list[tuple[str, str]]:
    from stc.cli.output import count

    again = f", after {count(found.calls - 1, 're-ask')}" if found.calls > 1 else ""
    extra = [f"{n:,} {name}" for name, n in (("cached", found.cached), ("reasoning", found.reasoning)) if n is not None]
    usage = (
        "not reported" if found.input is None or found.output is None else f"{found.input:,} in, {found.output:,} out"
    )
    schema = "taken" if found.schema else "refused; the schema is told in words"
    if found.schema and not found.schema_used:
        schema = "taken, but this model is not listed as having it; the schema is told in words"
    return [
        ("model", found.model),
        ("answered", f"in {found.seconds:.1f} s, {'right' if found.right else 'wrong'}, in the asked shape{again}"),
        ("usage", ", ".join([usage, *extra])),
        ("schema", schema),
        ("logprobs", "yes" if found.logprobs else "no"),
        ("price", _price(found.price)),
    ]


def _price(price: tuple[float, float] | None) -> str:
    if price is None:
        return "not known"
    return f"${price[0] * 1e6:g} in, ${price[1] * 1e6:g} out for a million tokens"
