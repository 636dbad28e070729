"""`stc ask`: answer questions from artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc.errors import InputError
from stc.source import existing_file, looks_like_path

if TYPE_CHECKING:
    from stc.artifact import Artifact

NOT_KNOWN = 3


def ask(
    given: Annotated[
        list[str], typer.Argument(metavar="ARTIFACT... QUESTION", help="One artifact or more, then the question.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON, with the names of Python.")] = False,
    questions: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Ask each line of FILE (- for standard input); JSON Lines out.")
    ] = None,
) -> int:
    """Answer a question from one or more artifacts.

    Exits with 0 if answered, with 3 if the answer is not known (with --questions: if one is not).
    """
    from stc.cli.output import answer_lines, as_json
    from stc.runtime import ask as ask_artifacts

    if questions is not None:
        for extra in filter(_is_question, given):
            raise InputError(
                f"with --questions no question is given on the line: {extra}",
                hint=f"put it into {questions}, or leave out --questions",
            )
        return _ask_all([_load(path) for path in given], questions)
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
    artifacts = [_load(path) for path in given[:-1]]
    question = given[-1]
    answer = ask_artifacts(artifacts[0] if len(artifacts) == 1 else artifacts, question)
    if json:
        print(as_json({"question": question, **answer.as_dict()}))
    else:
        print("\n".join(answer_lines(answer, artifacts)))
    return 0 if answer.known else NOT_KNOWN


def _ask_all(artifacts: list[Artifact], questions: Path) -> int:
    from stc.cli.output import as_json
    from stc.runtime import ask as ask_artifacts
    from stc.source import read_file, read_standard_input

    wanted = "questions, one a line"
    text = read_standard_input(wanted) if str(questions) == "-" else read_file(questions, wanted)
    all_known = True
    for line in text.splitlines():
        if question := line.strip():
            answer = ask_artifacts(artifacts[0] if len(artifacts) == 1 else artifacts, question)
            all_known = all_known and answer.known
            print(as_json({"question": question, **answer.as_dict()}, indent=None))
    return 0 if all_known else NOT_KNOWN


def _is_question(given: str) -> bool:
    """Tell a question from the name of an artifact, whether or not there is such a file."""
    return (" " in given or "?" in given) and not looks_like_path(given) and existing_file(given) is None


def _load(path: str) -> Artifact:
    from stc.artifact import load

    return load(path)
