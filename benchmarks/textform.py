"""What the text form costs a model to read: tokens per node, against JSON of the same content.

    python -m benchmarks textform [FILE...]

Without files: the documents of this repository. Tokens are counted with the cl100k_base table that litellm's wheel
carries; where that cannot be had they are estimated as a quarter of the characters, and the output says so.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from stc.artifact import plain
from stc.compiler import compile as compile_text
from stc.graph import Graph, show_exact
from stc.text import id_says, show

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "examples", ROOT / "tests" / "fixtures" / "documents")
SUFFIXES = frozenset((".md", ".txt", ".csv", ".html"))


def main(argv: Sequence[str]) -> int:
    """Compile the files, write their quantities and relations in each form, and print tokens per quantity."""
    files = [Path(name) for name in argv] or [
        path
        for folder in FOLDERS
        for path in sorted(folder.glob("*"))
        if path.suffix in SUFFIXES and ".questions" not in path.name
    ]
    count, how = token_counter()
    totals = dict.fromkeys(FORMS, 0)
    nodes = 0
    for path in files:
        graph = numbers_only(compile_text(path, lm="none").graph)
        nodes += len(graph.quantities)
        for name, write in FORMS.items():
            totals[name] += count(write(graph))
    print(f"{len(files)} documents, {nodes} quantities with their relations; tokens: {how}\n")
    print("| form | tokens | a quantity | against its JSON |\n|---|---|---|---|")
    for name, total in totals.items():
        rival = totals["JSON, all fields" if "full" in name or "all" in name else "JSON, same content"]
        against = f"{100 * total / max(1, rival):.0f} %"
        print(f"| {name} | {total:,} | {total / max(1, nodes):.1f} | {against} |")
    return 0


def numbers_only(graph: Graph) -> Graph:
    """Leave out what the forms that are compared do not all hold: questions, claims, findings, rejected nodes."""
    return Graph(tables=graph.tables, quantities=graph.quantities, relations=graph.relations, locale=graph.locale)


def short_json(graph: Graph) -> str:
    """Write what the short form holds as JSON: compact, and without what is empty."""
    rows = []
    for node in graph.quantities:
        relations = graph.relations_of.get(node.id, ())
        fields = {
            "id": node.id,
            "formula": [relation.formula for relation in relations][:1] if node.stated is None else [],
            "checks": [relation.formula for relation in relations][0 if node.stated is not None else 1 :],
            "value": show_exact(node.value) if node.value is not None else "",
            "unit": node.unit,
            "about": "" if id_says(node) else node.about,
        }
        rows.append({key: value for key, value in fields.items() if value})
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def full_json(graph: Graph) -> str:
    """Write what the full form holds as the artifact does: compact, defaults left out."""
    return json.dumps(plain(graph), ensure_ascii=False, separators=(",", ":"))


FORMS: dict[str, Callable[[Graph], str]] = {
    "short form": lambda graph: show(graph, spans=False),
    "JSON, same content": short_json,
    "full form": show,
    "JSON, all fields": full_json,
}


def token_counter() -> tuple[Callable[[str], int], str]:
    """Give a function that counts tokens, and how it does: by cl100k_base if its table is at hand, else estimated."""
    spec = importlib.util.find_spec("litellm")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        table = Path(folder, "litellm_core_utils", "tokenizers")
        if table.is_dir():
            os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(table))
    try:
        import tiktoken

        encoding = tiktoken.get_encoding("cl100k_base")
    except (ImportError, OSError, ValueError):
        return (lambda text: max(1, len(text) // 4)), "estimated as characters / 4"
    return (lambda text: len(encoding.encode(text, disallowed_special=()))), "cl100k_base"
