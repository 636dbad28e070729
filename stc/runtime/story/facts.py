"""The facts of a short text with the quantities of the graph that they became: what the story answerer looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from stc.frontends.builtin.prose.facts import Fact, read_facts
from stc.frontends.builtin.prose.lexicon import DETERMINER, MEASURE_ADJECTIVE, PREPOSITION, VAGUE, word_set
from stc.frontends.builtin.prose.measures import is_measure
from stc.frontends.builtin.prose.mentions import Sentence, read_sentences
from stc.frontends.builtin.prose.relations import read_relations
from stc.frontends.builtin.prose.units import canonical, is_count, is_money
from stc.frontends.document import TextBlock, read_document
from stc.graph import Quantity, Span
from stc.runtime.story.locals import Local, read_locals
from stc.runtime.view import View

MAX_TEXT = 6000  # characters: in a longer text "the cookies" are no longer one story's cookies
GAIN = word_set(
    """
    add arrive bake bring buy build catch collect come cook create cut draw earn find gain gather get grow harvest
    install invite join knit make order pick plant produce purchase receive score take win write
    """
)
LOSS = word_set(
    """
    break burn consume cut delete destroy die discard distribute donate drink drop eat erase give go hand lend leave
    lose mail melt pay pop remove sell send share ship spend steal throw toss use waste
    """
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
        if mention is None:
            return not self.id
        if mention.vague or mention.percent or mention.high is not None:
            return True
        return (mention.value.denominator > 1 and "of" in self.fact.flags) or mention.qualifier in (
            "at least",
            "at most",
        )

    @property
    def core(self) -> frozenset[str]:
        """Give the roots that the fact itself says: thing, owner, verb, place, and what it is a rate of."""
        fact = self.fact
        each = (fact.each,) if fact.each else ()
        return frozenset((*fact.thing, *fact.owner, *fact.verb_words, *fact.place, *each))

    @property
    def compares(self) -> bool:
        """Tell whether the number is a difference: "3 more than Ann"."""
        return "than" in self.fact.flags

    def has(self, thing: frozenset[str]) -> bool:
        """Tell whether this counts the thing: all its words; `money` stands for any amount of money."""
        if thing == MONEY:
            return self.money
        if thing >= MUCH:
            stuff = thing - MUCH
            return bool(stuff) and stuff <= frozenset(self.fact.thing) and not self.money and is_measure(self.fact.head)
        if thing == AMOUNT:
            return (
                not self.money and not self.vague and bool(self.fact.head) and not is_count(canonical(self.fact.head))
            )
        if thing <= MEASURE_ADJECTIVE:
            return bool(thing) and thing <= frozenset(self.fact.thing)
        return (
            bool(thing) and thing <= frozenset(self.fact.thing) and not self.money and bool(thing & {*self.fact.tops})
        )


OPERATORS = word_set(
    """
    twice thrice half double doubled doubles triple tripled triples quadruple quadrupled third thirds quarter
    quarters fourth fourths fifth fifths sixth eighth tenth equal equally same percent percentage fraction
    """
)
PRICED_ANEW = word_set(  # a sentence with one of these changes what things cost, in words that are not read
    """
    round rounded nearest promotion discount discounted coupon rebate refund deal tax tip free voucher bonus bargain
    markup reimburse surcharge
    """
)
_BEFORE_PRONOUN = frozenset(("of", "than", "as", "times", "twice", "thrice", "half", "double", "number", "amount"))
_NO_NOUN = DETERMINER | PREPOSITION | {"as", "than"}
MONEY = frozenset(("money",))
MUCH = frozenset(("so much of it",))  # "how much flour": by weight or volume, not by number
AMOUNT = frozenset(("amount of it",))  # "how much did it weigh": any measure


@dataclass(frozen=True, slots=True)
class Story:
    """All that a short text tells; `words` are its roots, `numbers` how many numbers it has that are no facts."""

    told: tuple[Told, ...]
    words: frozenset[str]
    operating: tuple[frozenset[str], ...] = ()  # the roots of sentences such as "twice as many", which are not read
    elliptic: frozenset[int] = frozenset()  # those of them that do not say what they count: "twice that many"
    sentences: tuple[frozenset[str], ...] = ()  # the roots of every sentence
    locals: tuple[Local, ...] = ()  # products that a clause states in full

    def counted(self) -> Iterator[Told]:
        """Go through what has a number."""
        return (told for told in self.told if not told.vague)


def story_of(view: View) -> Story | None:
    """Read the story of a view; None where the text is too long or has tables. Kept by `view.built`."""
    if len(view.text) > MAX_TEXT or view.graph.tables:
        return None
    by_span = {q.stated.span: q for q in view.graph.quantities if q.stated}
    told: list[Told] = []
    sentences: list[Sentence] = []
    read: Counter[int] = Counter()
    products: list[Local] = []
    for block in read_document(view.text).blocks:
        if not isinstance(block, TextBlock) or block.kind in ("code", "heading"):
            continue
        more = _block(block, view, by_span, len(sentences), read)
        if more is None:
            return None
        starts = {span.start - block.start: q.id for span, q in by_span.items()}
        for at, sentence in enumerate(more[1], len(sentences)):
            products += read_locals(sentence, at, starts)
        told += more[0]
        sentences += more[1]
    roots = [_roots(sentence) for sentence in sentences]
    unread = [at for at, sentence in enumerate(sentences) if _operations(sentence) > read[at]]
    elliptic = frozenset(place for place, at in enumerate(unread) if _leaves_out(sentences[at]))
    return Story(
        tuple(told),
        frozenset().union(*roots) - VAGUE,
        tuple(roots[at] for at in unread),
        elliptic,
        tuple(roots),
        tuple(products),
    )


def _roots(sentence: Sentence) -> frozenset[str]:
    return frozenset(token.root for token in sentence.tokens if token.number < 0)


def _block(
    block: TextBlock, view: View, by_span: Mapping[Span, Quantity], base: int, read: Counter[int]
) -> tuple[list[Told], list[Sentence]] | None:
    """Read one block; `read` counts the relations of each sentence. None where a number was rejected."""
    sentences = list(read_sentences(block.text, 0, len(block.text), view.graph.locale))
    facts = read_facts(sentences)
    ids: dict[int, str] = {}
    for fact in facts:
        mention = fact.mention
        span = Span(block.start + mention.start, block.start + mention.end) if mention is not None else None
        quantity = by_span.get(span) if span is not None else None
        if quantity is None and mention is not None and not mention.vague:
            return None  # a number that was not admitted: the story is not understood
        if quantity is not None:
            ids[id(fact)] = quantity.id
    made = read_relations(sentences, facts, ids, _namer(view))
    used = {id(relation.uses) for relation in made if relation.uses is not None}
    found = [(fact, ids.get(id(fact), "")) for fact in facts if id(fact) not in used]
    found += [(relation.fact, relation.id) for relation in made]
    read.update(base + relation.sentence for relation in made)
    found.sort(key=lambda one: (one[0].sentence, one[0].first))
    told = [Told(replace(f, sentence=base + f.sentence), name, _roots(sentences[f.sentence])) for f, name in found]
    return told, sentences


def _leaves_out(sentence: Sentence) -> bool:
    """Tell whether a sentence counts something that it does not name: "half of it", "twice that", "3 times as many"."""
    pieces = sentence.tokens
    for index, token in enumerate(pieces):
        before = pieces[index - 1].word if index else ""
        following = pieces[index + 1].word if index + 1 < len(pieces) else "."
        if token.word in ("rest", "everything"):
            return True
        if token.word in ("it", "that", "them", "those", "this") and before in _BEFORE_PRONOUN:
            return True
        bare = following in _NO_NOUN or not following.isalpha()
        if bare and token.word in ("many", "much", "more", "fewer", "less"):
            return True
    return False


def _namer(view: View) -> Callable[[Fact, str, str], str]:
    """Give what finds the quantity that a relation of the text became: by its formula; "" where it was not admitted."""
    lefts: dict[str, str] = {}
    for relation in view.graph.relations:
        node = view.graph.by_id.get(relation.left)
        if relation.basis == "said" and isinstance(node, Quantity) and node.value is not None:
            lefts.setdefault(relation.formula, relation.left)
    return lambda fact, formula, base: lefts.get(formula, "")


def _operations(sentence: Sentence) -> int:
    """Count the words of a sentence that make one number from another: twice, half, percent, 3 more than."""
    pieces = sentence.tokens
    count = sum(1 for mention in sentence.mentions if mention.percent)
    count += sum(1 for token in pieces if token.word == "than")
    for index, token in enumerate(pieces):
        following = pieces[index + 1].word if index + 1 < len(pieces) else ""
        share = token.number >= 0 and ("/" in token.text or bool(OPERATORS & {*token.word.replace("-", " ").split()}))
        times = token.word == "times" and following in ("as", "the", "more", "less")
        count += share or times or (token.number < 0 and token.word in OPERATORS - {"percent"})
    return count
