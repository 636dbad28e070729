"""The singular of a counted noun, by small rules and a list of exceptions; a word that fits no rule stays."""

from __future__ import annotations

from collections.abc import Mapping


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_IRREGULAR: Mapping[str, str] = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "persons": "person",
    "mice": "mouse",
    "geese": "goose",
    "teeth": "tooth",
    "feet": "foot",
    "oxen": "ox",
    "dice": "die",
    "quizzes": "quiz",
    "pennies": "penny",
    "lenses": "lens",
    "gases": "gas",
    "axes": "axe",
    "criteria": "criterion",
    "phenomena": "phenomenon",
    "analyses": "analysis",
    "theses": "thesis",
    "crises": "crisis",
    "bases": "base",
    "indices": "index",
    "vertices": "vertex",
    "matrices": "matrix",
    "cacti": "cactus",
    "fungi": "fungus",
    "alumni": "alumnus",
}
_ENDS_IN_F = {
    **{f"{stem}ves": f"{stem}f" for stem in ("hal", "shel", "el", "wol", "cal", "lea", "loa", "thie", "shea", "scar")},
    **{f"{stem}ves": f"{stem}fe" for stem in ("kni", "wi", "li", "housewi", "midwi")},
}
_ENDS_IN_IE = _words(
    "cookie movie pie tie brownie calorie zombie selfie smoothie hoodie rookie genie birdie veggie lie die pixie "
    "goalie prairie eerie collie cutie foodie freebie junkie newbie oldie walkie talkie sortie hippie kiddie "
    "magpie potpie"
)
_ENDS_IN_O = _words("potato tomato hero echo mango mosquito torpedo buffalo cargo domino volcano veto embargo")
_ENDS_IN_S = frozenset(  # singular already, or without one
    [
        "gas",
        "lens",
        "atlas",
        "canvas",
        "pants",
        "scissors",
        "series",
        "species",
        "news",
        "clothes",
        "jeans",
        "shorts",
        "trousers",
        "headquarters",
        "christmas",
        "mathematics",
        "physics",
        "politics",
        "billiards",
        "gymnastics",
        "economics",
        "ethics",
        "athletics",
        "tongs",
        "pliers",
        "alas",
        "always",
        "bias",
        "yes",
        "means",
        "pajamas",
        "has",
        "was",
        "texas",
        "thanks",
        "goods",
        "earnings",
        "savings",
        "proceeds",
        "sales",
        "revenues",
    ]
)
_ENDS_IN_SE = _words("fuse excuse muse refuse reuse use abuse accuse disuse ruse")
_ENDS_IN_CHE_SHE = _words("ache headache toothache stomachache cache niche avalanche moustache mustache quiche brioche")


def singular(word: str) -> str:
    """Give the singular of a lower-case noun.

    >>> [singular(word) for word in ("apples", "boxes", "children", "loaves", "buses", "glass", "cookies", "sheep")]
    ['apple', 'box', 'child', 'loaf', 'bus', 'glass', 'cookie', 'sheep']
    """
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _ENDS_IN_F:
        return _ENDS_IN_F[word]
    if word.endswith(("men", "women")) and word.removesuffix("men").endswith(
        ("wo", "police", "fire", "sales", "fisher")
    ):
        return word[:-2] + "an"
    if len(word) < 4 and word[-1:] == "s":
        return word
    if not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in _ENDS_IN_S:
        return word
    stem = word[:-1]
    if stem in _ENDS_IN_IE or stem in _ENDS_IN_SE or stem in _ENDS_IN_CHE_SHE:
        return stem
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("oes") and word[:-2] in _ENDS_IN_O:
        return word[:-2]
    if word.endswith("uses") and not word.endswith(("ouses", "auses")):
        return word[:-2]
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return stem
