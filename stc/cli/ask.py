"""`stc ask`: answer questions from artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc.errors import InputError

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
        return _ask_all([_load(path) for path in given], questions)
    if len(given) < 2:
        raise InputError(
            "expected one artifact or more, then the question",
            hint='stc ask report.stc.json "What was revenue in 2019?"',
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

    text = read_standard_input() if str(questions) == "-" else read_file(questions)
    all_known = True
    for line in text.splitlines():
        if question := line.strip():
            answer = ask_artifacts(artifacts[0] if len(artifacts) == 1 else artifacts, question)
            all_known = all_known and answer.known
            print(as_json({"question": question, **answer.as_dict()}, indent=None))
    return 0 if all_known else NOT_KNOWN


def _load(path: str) -> Artifact:
    from stc.artifact import load

    return load(path)
