"""The facts of a short text with the quantities of the graph that they became: what the story answerer looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stc.frontends.builtin.prose_facts import Fact, read_facts
from stc.frontends.builtin.prose_lexicon import VAGUE
from stc.frontends.builtin.prose_mentions import Sentence, read_sentences
from stc.frontends.builtin.prose_units import is_money
from stc.graph import Quantity
from stc.runtime.view import View

MAX_TEXT = 6000  # characters: in a longer text "the cookies" are no longer one story's cookies
GAIN = frozenset(
    "add arrive bake bring buy build catch collect come cook create cut draw earn find gain gather get grow harvest "
    "install invite join knit make order pick plant produce purchase receive score take win write".split()  # noqa: SIM905
)
LOSS = frozenset(
    "break burn consume cut delete destroy die discard distribute donate drink drop eat erase give go hand lend leave "
    "lose mail melt pay pop remove sell send share ship spend steal throw toss use waste".split()  # noqa: SIM905
)
STATE = frozenset(("have", "be", "own", "hold", "contain"))


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of the story; `id` names its quantity ("" for a vague one), `words` are the roots of its sentence."""

    fact: Fact
    id: str
    words: frozenset[str]

    @property
    def money(self) -> bool:
        return is_money(self.fact.mention, self.fact.head)

    @property
    def vague(self) -> bool:
        mention = self.fact.mention
        if mention is None or mention.vague or mention.percent or mention.high is not None:
            return True
        return (mention.value.denominator > 1 and "of" in self.fact.flags) or mention.qualifier in (
            "at least",
            "at most",
        )

    @property
    def compares(self) -> bool:
        """Tell whether the number is a difference: "3 more than Ann"."""
        return "than" in self.fact.flags

    def has(self, thing: frozenset[str]) -> bool:
        """Tell whether this counts the thing: all its words; `money` stands for any amount of money."""
        if thing == MONEY:
            return self.money
        return (
            bool(thing) and thing <= frozenset(self.fact.thing) and not self.money and bool(thing & {*self.fact.tops})
        )


OPERATORS = frozenset(
    "twice thrice half double doubled doubles triple tripled triples quadruple quadrupled third thirds quarter quarters "
    "fourth fourths fifth fifths sixth eighth tenth equal equally same percent percentage fraction".split()  # noqa: SIM905
)
MONEY = frozenset(("money",))


@dataclass(frozen=True, slots=True)
class Story:
    """All that a short text tells; `words` are its roots, `numbers` how many numbers it has that are no facts."""

    told: tuple[Told, ...]
    words: frozenset[str]
    operating: tuple[frozenset[str], ...] = ()  # the roots of sentences such as "twice as many", which are not read

    def counted(self) -> Iterator[Told]:
        """Go through what has a number."""
        return (told for told in self.told if not told.vague)


def story_of(view: View) -> Story | None:
    """Read the story of a view; None where the text is too long or has tables. Kept by `view.built`."""
    if len(view.text) > MAX_TEXT or view.graph.tables:
        return None
    by_span = {q.stated.span: q for q in view.graph.quantities if isinstance(q, Quantity) and q.stated}
    sentences = list(read_sentences(view.text, 0, len(view.text), view.graph.locale))
    roots = [frozenset(token.root for token in sentence.tokens if token.number < 0) for sentence in sentences]
    told: list[Told] = []
    for fact in read_facts(sentences):
        mention = fact.mention
        if mention is None:
            continue
        quantity = by_span.get((mention.start, mention.end))  # type: ignore[call-overload]
        if quantity is None and not mention.vague:
            return None  # a number that was not admitted: the story is not understood
        told.append(Told(fact, quantity.id if quantity is not None else "", roots[fact.sentence]))
    operating = tuple(words for words, sentence in zip(roots, sentences, strict=True) if _operates(sentence))
    return Story(tuple(told), frozenset().union(*roots) - VAGUE, operating)


def _operates(sentence: Sentence) -> bool:
    pieces = sentence.tokens
    for index, token in enumerate(pieces):
        if token.word in OPERATORS and token.number < 0:
            return True
        if (
            token.word == "times"
            and index + 2 < len(pieces)
            and pieces[index + 1].word in ("as", "the", "more", "less")
        ):
            return True
    return any(
        mention.percent or mention.value.denominator > 1 for mention in sentence.mentions if not mention.currency
    )
