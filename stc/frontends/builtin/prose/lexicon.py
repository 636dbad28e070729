"""The closed word lists that reading prose rests on: verbs with their forms, words that end a noun phrase.

There is no part-of-speech tagger below us: a verb that is not listed here is not seen as one, and the sentence around
it then gives quantities with less in `about`, never relations.
"""

from __future__ import annotations

from functools import lru_cache


def word_set(text: str) -> frozenset[str]:
    """Give the words of a list that is written as one text."""
    return frozenset(text.split())


_IRREGULAR = """
be: is are was were been being am 's 're   have: has had having 've   do: does did doing done   get: got gotten getting
give: gave given giving   go: went gone going goes   buy: bought buying   sell: sold selling   eat: ate eaten eating
make: made making   take: took taken taking   find: found finding   lose: lost losing   spend: spent spending
pay: paid paying   win: won winning   read: reading   write: wrote written writing   draw: drew drawn drawing
drink: drank drunk drinking   grow: grew grown growing   throw: threw thrown throwing   catch: caught catching
bring: brought bringing   put: putting   cut: cutting   hit: hitting   keep: kept keeping   leave: left leaving
lend: lent lending   send: sent sending   build: built building   feed: fed feeding   hold: held holding
sleep: slept sleeping   drive: drove driven driving   ride: rode ridden riding   run: ran running   swim: swam swum
swimming   see: saw seen seeing   sing: sang sung   sit: sat sitting   stand: stood standing   teach: taught teaching
tell: told telling   think: thought thinking   wear: wore worn wearing   break: broke broken breaking   choose: chose
chosen choosing   fall: fell fallen falling   fly: flew flown flying flies   hide: hid hidden hiding   know: knew known
steal: stole stolen   come: came coming   become: became becoming   begin: began begun beginning   shoot: shot shooting
set: setting   lay: laid laying   lie: lay lying   rise: rose risen rising   say: said   meet: met meeting   mean: meant
shrink: shrank shrunk   split: splitting   hang: hung   light: lit   bite: bit bitten   speak: spoke spoken   wake: woke
feel: felt   fight: fought   forget: forgot forgotten   cost: costing costs   need: needed needing needs   let: letting
"""
_REGULAR = """
chew haul howl meditate spit undergo assemble bowl carve chop knead weave paddle dispense
love enjoy hate prefer hope wish believe agree adore celebrate compete discover figure guess imagine realise wonder
last own possess save stack fetch babysit fundraise organise rehearse study
accept achieve acquire add adopt amount apply arrange arrive ask attach attend average award bake bear borrow bounce
burn call carry change charge charter chop claim clean climb close collect combine come compare complete consist
consume contain contribute cook cool count cover create cross cycle damage decide decline decorate decrease delete
deliver deposit destroy die dig dissolve distribute divide donate double download drop earn employ empty end equal
erase estimate expand expect expire exchange explain fail fill finish fix fold gain gather generate grade graduate
hand handle harvest hatch heat help hike hire hop hunt improve include increase install invest invite issue iron
join jog jump kick kill knit know label land last launch learn like live load look lower manage measure melt migrate
miss mix move mow need notice offer open order organize own pack paint park participate pass peel pick place plan
plant play pledge post pour practice prepare print produce provide pull purchase push raise reach realize receive
record recover recycle reduce register release remain remove rent repair repay replace report represent require
rescue rest retain return ripen roll sample save score secure serve sew share ship show shell shop sign skate skip
slice smoke solve sort start stay stitch stop store stretch stuff subtract suggest surround swap tag talk taste tie
total touch trade train transfer travel trim try type use visit vote wait walk want wash waste watch water weigh
work wrap yield total climb cover distribute discard toss mail receive rake gather stack string pitch pump glue gift
"""
NOUN_TOO = word_set(
    """
    love hope wish guess figure wonder study
    amount average award call change charge claim cook cost count cover cross cycle damage decline decrease deposit
    double drop end estimate exchange fall gain grade hand harvest hike hop hunt increase invite iron issue jump
    kick label land last light load look lower measure mix move need offer order pack paint park pass pick place
    plan plant play pledge post practice print purchase push raise record release rent repair report rescue rest
    return roll run sample score set share ship shop shot show sign slice smoke start stay stitch stop store string
    stuff swap tag talk taste tie toss total touch trade train transfer travel trim try type use visit vote wait
    walk wash waste watch water work wrap yield shell feed drink drive ride read cut hit bite ring catch throw fly
    sleep swim break hang stand stack rake gift glue pitch pump mail water help bear park type set book left
    """
)
BE = word_set("is are was were be been being am 's 're")
AUXILIARY = BE | word_set(
    """
    has have had having do does did will would can could shall should may might must 'll 'd wo ca
    """
)
MODAL = word_set("will would can could shall should may might must 'll wo ca")
NEGATION = word_set(
    """
    not n't never no neither nor without none cannot can't don't doesn't didn't won't isn't aren't wasn't weren't
    hasn't haven't hadn't couldn't wouldn't shouldn't
    """
)
PREPOSITION = word_set(
    """
    in on at by for from with without to into onto of off over under through during after before between among
    around near inside outside behind beside against across along toward towards until since upon out up down about
    above below within via as than worth per am pm
    """
)
CONJUNCTION = word_set(
    """
    and or but while whereas then so because when if although though that which who whose where since until plus nor
    yet unless however
    """
)
PARTICLE = word_set("on off up down out away in over back behind ahead forward")
SUBORDINATE = word_set(
    """
    while whereas because when if although though that which who where since until after before as unless
    """
)
DETERMINER = word_set(
    """
    the a an this that these those some any all both his her its their my our your no such
    """
)
POSSESSIVE = word_set("his her its their my our your")
PRONOUN = word_set(
    """
    he she it they we i you him them us me himself herself itself themselves everyone each one ones
    """
)
PERSON = word_set("he she")
ADVERB = word_set(
    """
    altogether together yesterday today tomorrow tonight now left initially originally already still again later
    earlier ago away back also only just too very even each apiece every everyday daily weekly monthly yearly
    annually currently first finally soon once twice thrice recently afterwards afterward beforehand respectively
    remaining overall here there total not n't never approximately roughly nearly almost about exactly yet ever
    instead else long wide tall deep high old thick heavy longer wider taller deeper higher older farther further
    fewer less more lesser shorter younger heavier lighter cheaper faster slower greater larger smaller bigger worth
    apart such und oder mit für von im in am pro je ab bis aus bei zu auf der die das den dem des ein eine einer
    normally typically usually generally regularly
    eines sind ist war waren wurde wurden werden wird hat haben hatte sowie davon
    """
)
GERMAN = word_set(
    "und oder mit für von im am pro je ab bis aus bei zu auf um der die das den dem des ein eine einer eines"
)
CHANGE = word_set("increase decrease rise fall grow decline drop climb")
DROP = (PREPOSITION | CONJUNCTION | DETERMINER | AUXILIARY | PRONOUN) - {"per"}  # no content of a place or time
MEASURE_ADJECTIVE = word_set("long wide tall deep high old thick heavy apart away")
COMPARATIVE = {
    "more": 1, "additional": 1, "extra": 1, "longer": 1, "wider": 1, "taller": 1, "deeper": 1, "higher": 1, "older": 1,
    "farther": 1, "further": 1, "heavier": 1, "greater": 1, "larger": 1, "bigger": 1,
    "fewer": -1, "less": -1, "lesser": -1, "shorter": -1, "younger": -1, "lower": -1, "smaller": -1, "lighter": -1,
}  # fmt: skip
VAGUE = word_set("some several few many others rest remainder remaining")
TIME_WORD = word_set(
    """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december morning afternoon evening night noon day week month year weekend weekday
    yesterday today tomorrow tonight hour minute summer winter spring autumn birthday christmas
    """
)
PLURAL = {
    "children": "child", "people": "person", "men": "man", "women": "woman", "feet": "foot", "teeth": "tooth",
    "mice": "mouse", "geese": "goose", "oxen": "ox", "dice": "die", "leaves": "leaf", "loaves": "loaf",
    "knives": "knife", "shelves": "shelf", "halves": "half", "wolves": "wolf", "lives": "life", "wives": "wife",
    "calves": "calf", "thieves": "thief", "scarves": "scarf", "potatoes": "potato", "tomatoes": "tomato",
    "heroes": "hero", "echoes": "echo", "movies": "movie", "cookies": "cookie", "pies": "pie", "ties": "tie",
    "selfies": "selfie", "brownies": "brownie", "smoothies": "smoothie", "calories": "calorie", "series": "series",
    "species": "species", "sheep": "sheep", "fish": "fish", "deer": "deer", "aircraft": "aircraft", "pennies": "penny",
    "buses": "bus", "gases": "gas", "lenses": "lens", "axes": "axe", "shoes": "shoe", "toes": "toe", "canoes": "canoe",
    "houses": "house", "horses": "horse", "nurses": "nurse", "purses": "purse", "roses": "rose", "cases": "case",
    "bases": "base", "vases": "vase", "phrases": "phrase", "dresses": "dress", "caches": "cache", "pants": "pants",
    "jeans": "jeans", "shorts": "shorts", "scissors": "scissors", "glasses": "glass", "zombies": "zombie",
    "cupfuls": "cupful", "dominoes": "domino", "mangoes": "mango", "mosquitoes": "mosquito", "doggies": "doggie",
}  # fmt: skip
_WRITTEN_OUT = {
    "kg": "kilogram", "kilo": "kilogram", "kilos": "kilogram", "km": "kilometer", "cm": "centimeter",
    "mm": "millimeter", "ml": "milliliter", "lb": "pound", "lbs": "pound", "oz": "ounce", "litre": "liter",
    "litres": "liter", "metre": "meter", "metres": "meter",
}  # fmt: skip
_KEEP_S = ("ss", "us", "is", "ous")

_FORMS: dict[str, str] = {}


def _read_irregular() -> None:
    lemma = ""
    for word in _IRREGULAR.split():
        if word.endswith(":"):
            lemma = word[:-1]
            _FORMS[lemma] = lemma
        else:
            _FORMS.setdefault(word, lemma)


def _read_regular() -> None:
    irregular = set(_FORMS.values()) - {"cost", "need", "be"}
    bases = set(_REGULAR.split()) | set(_FORMS.values())
    for base in bases:
        _FORMS.setdefault(base, base)
        third = base + "es" if base.endswith(("s", "x", "z", "ch", "sh", "o")) else base + "s"
        stem = base
        if base.endswith("y") and base[-2] not in "aeiou":
            third, stem = base[:-1] + "ies", base[:-1] + "i"
        _FORMS.setdefault(third, base)
        short = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye")) else base
        _FORMS.setdefault(short + "ing" if base[-2:] != "ie" else base[:-2] + "ying", base)
        if base in irregular:
            continue  # "seed" is no past of see
        _FORMS.setdefault(stem + ("d" if base.endswith("e") else "ed"), base)
        if len(base) > 2 and base[-1] in "bdgmnprt" and base[-2] in "aeiou" and base[-3] not in "aeiou":
            _FORMS.setdefault(base + base[-1] + "ed", base)
            _FORMS.setdefault(base + base[-1] + "ing", base)


_read_irregular()
_read_regular()


def verb(word: str) -> str:
    """Give the base form of a listed verb, or "".

    >>> verb("bought"), verb("collects"), verb("stopped"), verb("table")
    ('buy', 'collect', 'stop', '')
    """
    return _FORMS.get(word, "")


@lru_cache(maxsize=65536)
def singular(word: str) -> str:
    """Give the singular of a lower-case noun.

    >>> [singular(word) for word in ("apples", "boxes", "children", "berries", "glass", "bus")]
    ['apple', 'box', 'child', 'berry', 'glass', 'bus']
    """
    if word in PLURAL:
        return PLURAL[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(_KEEP_S):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    return word[:-1]


@lru_cache(maxsize=65536)
def root(word: str) -> str:
    """Give the form under which a word is compared: base of a verb, singular of a noun, lower case, no possessive.

    >>> root("Jake's"), root("bought"), root("Cookies"), root("pages")
    ('jake', 'buy', 'cookie', 'page')
    """
    word = word.lower().replace("’", "'")
    for ending in ("'s", "s'"):
        if word.endswith(ending) and len(word) > 2:
            word = word[: -len(ending)] + ("s" if ending == "s'" else "")
    return _FORMS.get(word) or _WRITTEN_OUT.get(word) or singular(word)


def is_plural(word: str) -> bool:
    """Tell whether a lower-case noun is a plural form."""
    return word in PLURAL or singular(word) != word
