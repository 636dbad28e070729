"""`stc ask`: answer questions from artifacts."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc.cli.model_options import LM, ApiBase, Concurrency, Effort, MaxOutputTokens, Temperature, Timeout
from stc.errors import InputError
from stc.source import existing_file, looks_like_path

if TYPE_CHECKING:
    from stc.artifact import Artifact
    from stc.runtime.budget import Options

NOT_KNOWN = 3


def ask(
    given: Annotated[
        list[str], typer.Argument(metavar="ARTIFACT... QUESTION", help="One artifact or more, then the question.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, with the names of Python.")] = False,
    questions: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Ask each line of FILE (- for standard input); JSON Lines out, as they come."
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(metavar="BUDGET", help="How far: none, compose, reason, or tokens a question; none without --lm."),
    ] = None,
    verbosity: Annotated[
        int, typer.Option(min=0, max=4, metavar="0-4", help="How much a model that reasons may write.")
    ] = 1,
    effort: Effort = None,
    lm: LM = None,
    api_base: ApiBase = None,
    temperature: Temperature = None,
    max_output_tokens: MaxOutputTokens = None,
    timeout: Timeout = None,
    concurrency: Concurrency = 8,
) -> int:
    """Answer a question from one or more artifacts.

    A model is asked only if one is named, and only what cannot be answered without. Exits with 0 if answered, with 3 if
    the answer is not known (with --questions: if one is not).
    """
    options: Options = {
        "budget": budget,  # type: ignore[typeddict-item]  # read from text by the library
        "lm": lm,
        "verbosity": verbosity,
        "effort": effort,
        "api_base": api_base,
        "temperature": temperature,
        "max_tokens": max_output_tokens,
        "timeout": timeout,
    }
    if questions is not None:
        for extra in filter(_is_question, given):
            raise InputError(
                f"with --questions no question is given on the line: {extra}",
                hint=f"put it into {questions}, or leave out --questions",
            )
        return _ask_all(_loaded(given), questions, options, concurrency)
    if len(given) < 2:
        raise InputError(
            "expected one artifact or more, then the question",
            hint='stc ask report.stc.json "What was revenue in 2019?"',
        )
    if _is_question(given[0]) and (existing_file(given[-1]) or looks_like_path(given[-1])):
        raise InputError(
            f"the question comes last, after the artifacts: {given[-1]} stands there",
            hint=f'stc ask {" ".join(given[1:])} "{given[0]}"',
        )
    return _ask_one(_loaded(given[:-1]), given[-1], options, json)


def _ask_one(artifacts: list[Artifact], question: str, options: Options, json: bool) -> int:
    from stc.cli.output import answer_lines, as_json
    from stc.runtime import ask as ask_artifacts
    from stc.runtime.budget import model_named

    with _waiting(options, 1):
        answer = ask_artifacts(artifacts[0] if len(artifacts) == 1 else artifacts, question, **options)
    if json:
        print(as_json({"question": question, **answer.as_dict()}))
    else:
        print("\n".join(answer_lines(answer, artifacts)))
    if not answer.known and sys.stderr.isatty() and not model_named(options["lm"]):
        print("hint: no model was asked; name one with --lm or STC_LM", file=sys.stderr)
    return 0 if answer.known else NOT_KNOWN


def _ask_all(artifacts: list[Artifact], questions: Path, options: Options, concurrency: int) -> int:
    from stc.cli.output import as_json
    from stc.runtime import ask_all
    from stc.source import read_file, read_standard_input

    wanted = "questions, one a line"
    text = read_standard_input(wanted) if str(questions) == "-" else read_file(questions, wanted)
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1) if line.strip()]
    all_known = True
    asked = [question for _, question in lines]
    with _waiting(options, concurrency):
        for place, answer in ask_all(artifacts, asked, concurrency=concurrency, **options):
            all_known = all_known and answer.known
            number, question = lines[place]
            row = {"number": number, "question": question, **answer.as_dict()}
            print(as_json(row, indent=None), flush=True)
    return 0 if all_known else NOT_KNOWN


def _is_question(given: str) -> bool:
    """Tell a question from the name of an artifact, whether or not there is such a file."""
    return (" " in given or "?" in given) and not looks_like_path(given) and existing_file(given) is None


@contextmanager
def _waiting(options: Options, concurrency: int) -> Iterator[None]:
    """Tell of waits for a model, where one may be asked: the session gets somebody who hears of them."""
    from stc.runtime.budget import model_named

    if not model_named(options["lm"]) or options["budget"] in ("none", "0"):
        yield
        return
    from stc.cli.progress import ProgressLine
    from stc.models import Session

    line = ProgressLine()
    options["session"] = Session(concurrency=concurrency, report=line.event)
    try:
        yield
    finally:
        line.clear()


def _loaded(paths: list[str]) -> list[Artifact]:
    """Load the artifacts, and say of which not all was read: an answer may be missing, or another one, for that."""
    from stc.artifact import load
    from stc.cli.output import one_line

    artifacts = [load(path) for path in paths]
    for path, artifact in zip(paths, artifacts, strict=True):
        if partial := artifact.run.get("partial"):
            print(f"{path} is partial: {one_line(str(partial))}", file=sys.stderr)
    return artifacts
