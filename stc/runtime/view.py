"""What answerers look at: a graph, its text, and indexes over them that are built when first wanted."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Protocol, TypeVar, cast
from weakref import ReferenceType, ref

from stc.errors import InputError
from stc.graph import Graph

Built = TypeVar("Built")


class Readable(Protocol):
    """Anything that can be asked: an artifact, or a View."""

    @property
    def text(self) -> str: ...
    @property
    def graph(self) -> Graph: ...


class View:
    """A graph with its text, its name, and what answerers built over it; `built` makes each index once."""

    __slots__ = ("__weakref__", "_built", "graph", "source", "text")

    def __init__(self, graph: Graph, text: str, source: str = "") -> None:
        self.graph, self.text, self.source = graph, text, source
        self._built: dict[Hashable, object] = {}

    def built(self, build: Callable[[View], Built]) -> Built:
        """Give `build(self)`, made at the first call and kept."""
        if build not in self._built:
            self._built[build] = build(self)
        return cast(Built, self._built[build])


_VIEWS: dict[int, tuple[ReferenceType[Readable], View]] = {}  # by id(): hashing a frozen graph would walk all of it


def view_of(thing: Readable) -> View:
    """Give the view of an artifact; the same one, with its indexes, as long as the artifact lives."""
    if isinstance(thing, View):
        return thing
    key = id(thing)
    found = _VIEWS.get(key)
    if found is not None and found[0]() is thing:
        return found[1]
    if not isinstance(getattr(thing, "graph", None), Graph):
        what = f"expected an artifact, got {type(thing).__name__}"
        raise InputError(what, hint='load it first: stc.load("report.stc.json")')
    view = View(thing.graph, thing.text, str(getattr(thing, "source", "") or ""))
    with suppress(TypeError):  # not weakly referable: no cache, still an answer
        _VIEWS[key] = (ref(thing, lambda _: _VIEWS.pop(key, None)), view)
    return view
