"""Doubts about a reading that is otherwise clear: what experience says goes wrong too often to answer."""

from __future__ import annotations

from fractions import Fraction

from stc.runtime.answer import Pass
from stc.runtime.calculate_scene import Found, Scene
from stc.units import parse as parse_unit
from stc.units import scale


def doubt_of(scene: Scene, found: Found) -> Pass | None:
    """Give the reason not to trust a reading, if there is one."""
    if found.quantity is not None and found.quantity.labels.table and isinstance(found.quantity.value, Fraction):
        rounded = _restated(scene, found)
        if rounded:
            return Pass("ambiguous", f"the text also gives it rounded, as {rounded}")
    return None


def _restated(scene: Scene, found: Found) -> str:
    """Give the rounded form in which the running text repeats a table's number ("$148.6 million"), if it does."""
    assert found.quantity is not None and isinstance(found.quantity.value, Fraction)
    worth = abs(found.quantity.value) * scale(parse_unit(found.quantity.unit))
    for word, factor in (("million", 10**6), ("billion", 10**9)):
        if worth < factor:
            continue
        for places in (1, 2):
            cut = round(worth / factor, places)
            if cut * factor != worth:
                written = f"{float(cut):.{places}f} {word}"
                if written in scene.view.text:
                    return written
    return ""
