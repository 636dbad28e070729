"""Cut a word problem into its context and its question, at a sentence: decimals and abbreviations stay whole."""

from __future__ import annotations


def cut(problem: str) -> tuple[str, str]:
    """Give the context and the question: the last sentence that asks, with whatever stands after it.

    A note behind the question belongs to it. Where no sentence ends in a question mark, the last one is the question.

    >>> cut("Mr. Ray has 2.5 kg. How much is left? Note that he ate 1 kg.")
    ('Mr. Ray has 2.5 kg.', 'How much is left? Note that he ate 1 kg.')
    """
    from stc.frontends.builtin.prose.sentences import sentences

    spans = list(sentences(problem, 0, len(problem)))
    asking = [start for start, end in spans if problem[:end].rstrip("\"'”’)").endswith("?")]
    at = asking[-1] if asking else spans[-1][0]
    return problem[:at].strip(), problem[at:].strip()
