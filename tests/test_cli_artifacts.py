"""`stc show`, `explain`, `verify`, `apply`, `diff`, `schema`: what they print and refuse."""

from __future__ import annotations

import json
import re
from pathlib import Path

from command import REPORT, Shell, refused

import stc


def test_show_prints_every_format(compiled: Shell) -> None:
    id = stc.load("sales.stc.json").graph.quantities[0].id
    for format in ("text", "json", "mermaid", "dot", "graphml"):
        done = compiled("show", "sales.stc.json", "--format", format)
        assert (done.code, done.err) == (0, "")
        assert id in done.out
    assert len(compiled("show", "sales.stc.json", "--short").out) < len(compiled("show", "sales.stc.json").out)
    refused(compiled("show", "sales.stc.json", "--format", "png"), "unknown format: png")


def test_explain_draws_the_derivation(compiled: Shell) -> None:
    for given in ("What was the change in total sales from 2018 to 2019?", "total_sales_2019"):
        done = compiled("explain", "sales.stc.json", given)
        assert done.code == 0
        assert "7.0" in done.out
        assert "└─" in done.out
        assert "sales.md:7" in done.out
        assert "\x1b" not in done.out
    assert compiled("explain", "sales.stc.json", "Who is Tom?").code == 3


def test_verify_tells_all_faults(compiled: Shell) -> None:
    done = compiled("verify", "sales.stc.json", "--context", "sales.md")
    assert (done.code, done.out) == (0, "sales.stc.json: all holds\n")
    data = json.loads(Path("sales.stc.json").read_text())
    data["graph"]["quantities"][0]["value"] = "9"
    data["graph"]["quantities"][1]["frob"] = "9"
    data["graph"]["quantities"][2]["stated"]["span"] = [0, 1]
    Path("sales.stc.json").write_text(json.dumps(data))
    Path("sales.md").write_text(REPORT + "More.\n")
    done = compiled("verify", "sales.stc.json", "--context", "sales.md")
    assert done.code == 1
    for quantity in data["graph"]["quantities"][:3]:
        assert f"{quantity['id']}: " in done.out
    assert "not the given one" in done.out
    assert re.search(r"sales.stc.json: \d+ faults\n$", done.out)
    refused(compiled("verify", "sales.md"), "not an artifact")


def test_apply_adds_a_node_that_recompiling_keeps(compiled: Shell) -> None:
    mine = "hammers_twice = hammers_2018 + hammers_2018 = 8 million $ | twice the hammers of 2018\n"
    Path("mine.stc.txt").write_text(mine)
    done = compiled("apply", "sales.stc.json", "mine.stc.txt")
    assert done.code == 0, done.err
    assert "+ quantity hammers_twice" in done.out
    added = stc.load("sales.stc.json").graph.by_id["hammers_twice"]
    assert getattr(added, "by", "") == "user"
    again = compiled("compile", "sales.md")
    assert "by a user kept" in again.out
    assert "hammers_twice" in stc.load("sales.stc.json").graph.by_id


def test_diff_tells_what_changed_node_by_node(compiled: Shell) -> None:
    Path("new.md").write_text("Moved.\n\n" + REPORT.replace("4.0", "4.4").replace("Nails", "Screws"))
    compiled("compile", "new.md")
    done = compiled("diff", "sales.stc.json", "new.stc.json")
    assert done.code == 0
    assert "~ quantity hammers_2018: value 4 -> 4.4" in done.out
    assert "+ quantity screws_2019" in done.out
    assert "- quantity nails_2019" in done.out
    assert "quantity total_sales_2019" not in done.out
    assert re.search(r"\d+ added, \d+ removed, \d+ changed\n$", done.out)
    assert compiled("diff", "new.stc.json", "new.stc.json").out == "0 added, 0 removed, 0 changed\n"
    changes = json.loads(compiled("diff", "sales.stc.json", "new.stc.json", "--json").out)
    assert {change["sign"] for change in changes} >= {"+", "-", "~"}


def test_schema_is_that_of_the_file(run: Shell) -> None:
    done = run("schema")
    assert json.loads(done.out)["properties"]["format"]["const"] == "stc/1"


def test_explain_refuses_an_id_that_names_no_node(compiled: Shell) -> None:
    done = compiled("explain", "sales.stc.json", "hammer_2019")
    refused(done, "no node hammer_2019")
    assert "did you mean hammers_2019" in done.err
    Path("mine.stc.txt").write_text("both = hammers_2018 + nails_2018 = 5 million $\n")
    compiled("apply", "sales.stc.json", "mine.stc.txt")
    Path("mine.stc.txt").write_text("- nails_2018\n")
    compiled("apply", "sales.stc.json", "mine.stc.txt")
    done = compiled("explain", "sales.stc.json", "both")
    refused(done, "no node both")
    assert "it was rejected: rests-on-rejected" in done.err


def test_the_help_of_apply_shows_the_lines_it_reads(run: Shell) -> None:
    shown = run("apply", "--help").out.splitlines()
    for line in ("id = formula = value unit", 'id = value unit @"quote" | words', "- id"):
        assert any(one.startswith(f"    {line}  ") for one in shown), line
