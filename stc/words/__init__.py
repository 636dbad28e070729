"""The normal form of words: what is left of a phrase when case, plural, tense and little words no longer differ.

    tokens("What were the total sales of Ann's shop in 2019?") == ("total", "sale", "ann", "shop", "2019")

Stemming is by lists and by plurals only. An unknown form stays as it is, so two phrases are at worst not recognised as
equal: words that mean different things ("rate" and "rating", "plan" and "plane", "new" and "news") never become one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from stc.words.lists import CONTRACTIONS, FORMS, LETTERED, PREFIXES, STOP, UNCHANGED

# A number with its sign and separators ("-1,452.4", "2018/19"), an abbreviation ("u.s."), a word ("r&d", "q3"),
# or a sign that speaks: "samples > 5" and "samples < 5" are two questions.
_PIECE = re.compile(
    r"(?:(?<!\w)[-+\u2212](?=[.\d]))?\d+(?:[.,:/]\d+)*(?:st\b|nd\b|rd\b|th\b)?"
    r"|[^\W\d_]\.(?:[^\W\d_]\.)+"
    r"|[^\W\d_]+(?:[&'][^\W\d_]+|\d+)*"
    r"|[%$\u20ac\u00a3\u00a5<>=\u2265\u2264\u2260\u00b1~\u2248]"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
REMEMBERED = 400  # characters: labels and questions come again and again, whole pages would fill the memory
_NOT_S = ("ss", "us", "is", "'s")
_KEEPS_ES = ("ches", "shes", "xes", "sses", "zzes")


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """Reduce one lower-case word to its stem: plural to singular, a listed verb form to its verb.

    >>> [stem(word) for word in ("companies", "losses", "cookies", "lost", "purchased", "news", "rating")]
    ['company', 'loss', 'cookie', 'lose', 'purchase', 'news', 'rating']
    """
    if word in FORMS:
        return FORMS[word]
    if word in UNCHANGED or len(word) < 4 or not word.isalpha():
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 else word[:-1]
    if word.endswith(_KEEPS_ES):
        return word[:-2]
    if word.endswith("s") and not word.endswith(_NOT_S):
        word = word[:-1]
        return FORMS.get(word, word)
    return word[:-1] if word.endswith("che") else word  # cache, as caches


def words(text: str) -> tuple[str, ...]:
    """Split a text into normal words in order, little words included: lower case, contractions spelled out, stems.

    >>> words("Didn't Ann's R&D (non-current) cost 1,250.50?")
    ('do', 'not', 'ann', "'s", 'research', 'development', 'noncurrent', 'cost', '1250.5')
    """
    return _remembered(text) if len(text) <= REMEMBERED else _split(text)


def _split(text: str) -> tuple[str, ...]:
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).replace("\u2019", "'").replace("\u2018", "'")
    text = text.lower()
    found: list[str] = []
    pieces = _PIECE.findall(text)
    for index, piece in enumerate(pieces):
        if piece in CONTRACTIONS:
            found.extend(CONTRACTIONS[piece])
        elif piece[0].isdigit() or piece[0] in "+-\u2212":
            found.append(_number(piece))
        elif piece.endswith("n't") and len(piece) > 3:
            found += (stem(piece[:-3]), "not")
        elif piece.endswith("'s"):
            found += (stem(piece[:-2]), "'s")
        elif piece == "cent" and found[-1:] == ["per"]:
            found[-1] = "percent"
        elif piece == "a" and index and pieces[index - 1] in LETTERED:
            found.append("letter_a")  # Group A beside Group B, not an article
        elif piece in PREFIXES and index + 1 < len(pieces) and pieces[index + 1][0].isalpha():
            pieces[index + 1] = piece + pieces[index + 1]  # non-current, non current, noncurrent
        elif "." in piece:
            found.append(piece.replace(".", ""))  # u.s.
        else:
            found.append(stem(piece))
    return tuple(found)


_remembered = lru_cache(maxsize=65_536)(_split)


def _number(piece: str) -> str:
    """Write a number one way: no grouping, no zeros after the point; ordinals and dates stay as they are."""
    if piece.isdigit() or piece[-1].isalpha():
        return piece
    sign = "-" if piece[0] in "-\u2212" else ""
    digits = piece.lstrip("-+\u2212")
    if _GROUPED.fullmatch(digits):
        digits = digits.replace(",", "")
    if digits.count(".") == 1 and digits.replace(".", "").isdigit():
        digits = digits.rstrip("0").rstrip(".")
    return sign + digits


def tokens(text: str) -> tuple[str, ...]:
    """Give the content words of a phrase, in order: what must be covered before a label may answer a question.

    >>> tokens("What was the net loss per share before taxes, excluding cookies, in 2019?")
    ('net', 'loss', 'per', 'share', 'before', 'tax', 'exclude', 'cookie', '2019')
    >>> tokens("How many apples did Tom not lose?")
    ('apple', 'tom', 'not', 'lose')
    """
    return _tokens(text) if len(text) <= REMEMBERED else _content(text)


def _content(text: str) -> tuple[str, ...]:
    return tuple(word for word in words(text) if word not in STOP)


_tokens = lru_cache(maxsize=65_536)(_content)
