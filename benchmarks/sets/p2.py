"""GSM-Symbolic P2 with fresh numbers: one instance a template, drawn here (templates: Mirzadeh et al. 2024)."""

from __future__ import annotations

import json
from functools import cache

from benchmarks.sets import Context, DataSet, Query, chosen, numbers
from benchmarks.sets.splitting import cut
from benchmarks.sets.templates import draw
from benchmarks.sets.whitelist import TemplateError
from benchmarks.word_problems import data_folder

FOLDER = data_folder() / "gsm_symbolic" / "templates" / "p2"


def contexts(limit: int, seed: int) -> list[Context]:
    """Draw one instance of each of `limit` templates, chosen by hash among those that can be drawn."""
    drawn, _ = _all(seed)
    return [drawn[name] for name in chosen(list(drawn), limit, seed)]


def notes(limit: int, seed: int) -> list[str]:
    """List the templates that could not be drawn, each with the reason."""
    return [f"template {name} is not drawn: {reason}" for name, reason in _all(seed)[1].items()]


@cache
def _all(seed: int) -> tuple[dict[str, Context], dict[str, str]]:
    drawn, failed = {}, {}
    for path in sorted(FOLDER.glob("*.json")):
        template = json.loads(path.read_text(encoding="utf-8"))
        try:
            problem = draw(template["question_annotated"], template["answer_annotated"], f"{seed}:{path.stem}")
        except TemplateError as error:
            failed[path.stem] = str(error)
            continue
        text, question = cut(problem.text)
        drawn[path.stem] = Context(path.stem, text, (Query(question, (_gold(problem.gold),)),))
    return drawn, failed


def _gold(value: object) -> str:
    return str(value)


SET = DataSet("p2", 20, contexts, numbers.FORM, numbers.read, numbers.told, numbers.right, notes)
