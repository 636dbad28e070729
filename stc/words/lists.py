"""The closed word lists behind `stc.words`: stop words, irregular forms, contractions, abbreviations. Data only.

Each list is short on purpose. A word that is missing here costs an answer at worst; a word too many costs a wrong one.
"""

from __future__ import annotations


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Little words that no label needs. What turns a meaning round is in NEVER_STOPPED and must not be here (tested).
# Nor may what is also a month, a name or a thing ("may", "Will", "can"), or who is meant ("I", "you", "she").
STOP = _set("""
    a an the be do of in on at for to from by with as and 's its their our this that these those there here it we
    what which how much many who whom whose when where why
    please also so then respectively respective
""")

# Little words that are names where a label is nothing else and in capitals: the departments IT and HR, US, IN, NO.
SPELLED = STOP | _set("us no or not all me he she his you my if but any per off up")

# Negation, direction, comparison, role, condition, scope: dropping one of these gives another question.
NEVER_STOPPED = _set("""
    not no never none neither nor without except exclude include only just but or if unless
    more less few least most than over under above below up down out off into against between before after until since
    per each every all both any other another same different first last next previous prior
    net gross basic diluted accumulated average mean total subtotal
    he she they him her his them i you my your me
    would could should might may will can must shall
""")

# Labels that are also words for what to do with numbers, or say nothing: "the average of X" may be either.
OPERATIONS = _set("""
    total other subtotal sum amount value number note item mean average net gross change percent percentage % ratio
    share maximum minimum range rest balance count
""")
# Columns of changes that a table states itself, with its own signs and rounding.
READY_MADE = _set("change variance increase decrease difference growth")

# What is told apart by letters: after one of these "a" is a name.
LETTERED = _set("""
    group class type plan team series section part appendix category option grade sample level tier tranche phase model
    building zone unit product site line vitamin vessel variant version hall room case figure table exhibit schedule
""")

PREFIXES = _set("non pre anti semi")

CONTRACTIONS: dict[str, tuple[str, ...]] = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("shall", "not"),
    "what's": ("what", "be"),
    "who's": ("who", "be"),
    "how's": ("how", "be"),
    "where's": ("where", "be"),
    "when's": ("when", "be"),
    "that's": ("that", "be"),
    "there's": ("there", "be"),
    "it's": ("it", "be"),
    "here's": ("here", "be"),
    "let's": ("let",),
    "%": ("percent",),
    "percentage": ("percent",),
    "percents": ("percent",),
    # Abbreviations that have one meaning wherever figures are reported.
    "r&d": ("research", "development"),
    "sg&a": ("sell", "general", "administrative"),
    "pp&e": ("property", "plant", "equipment"),
    "cogs": ("cost", "goods", "sell"),
    "eps": ("earning", "per", "share"),
    "capex": ("capital", "expenditure"),
}

# Words that end like plurals or verb forms and are none, or whose singular is another word.
UNCHANGED = _set("""
    news goods series species always besides perhaps means mathematics physics economics politics statistics athletics
    chess christmas lens bias atlas canvas texas kansas dallas arkansas gas yes mars hours' overseas afterwards towards
    customs premises proceeds thanks arms glasses headquarters whereas sometimes nowadays upstairs downstairs
    james thomas lucas nicholas jonas silas elias douglas charles jacques hans frances agnes
""")

_PLURALS = """
    buses bus, gases gas, lenses lens, bonuses bonus, viruses virus, statuses status, campuses campus, classes
    class, surpluses surplus, censuses census, crises crisis, analyses analysis, bases base, axes axe, atlases
    atlas, potatoes potato, tomatoes tomato, heroes hero, echoes echo, volcanoes volcano, mangoes mango, cargoes
    cargo, tornadoes tornado, mosquitoes mosquito, children child, men man, women woman, people person, persons
    person, feet foot, teeth tooth, geese goose, mice mouse, oxen ox, halves half, wolves wolf, knives knife,
    leaves leaf, shelves shelf, loaves loaf, wives wife, calves calf, thieves thief, scarves scarf, elves elf,
    hooves hoof, quizzes quiz, indices index, indexes index, criteria criterion, phenomena phenomenon, ads ad,
    pcs pc, kgs kg, lbs lb, fewer few, movies movie, cookies cookie, brownies brownie, calories calorie, rookies
    rookie, selfies selfie, smoothies smoothie, hoodies hoodie, zombies zombie, collies collie, prairies
    prairie, veggies veggie, goalies goalie, aunties auntie, doggies doggie, sweeties sweetie, birdies birdie,
    pixies pixie, sorties sortie, genies genie
"""

_MONTHS = """
    jan january, feb february, apr april, jun june, jul july, aug august, sept september, oct october, nov november,
    dec december
"""

_IRREGULAR_VERBS = """
    be am is are was were been being, do does did done doing, have has had having, go goes went gone going, lose
    lost loses losing, buy bought buys buying, sell sold sells selling, pay paid pays paying, get got gotten
    gets getting, give gave given gives giving, take took taken takes taking, make made makes making, keep kept
    keeps keeping, eat ate eaten eats eating, drink drank drunk drinks drinking, spend spent spends spending,
    send sent sends sending, lend lent lends, bring brought brings bringing, catch caught catches catching,
    teach taught teaches, find found finds finding, see saw seen sees seeing, run ran runs running, win won wins
    winning, read reads, write wrote written writes, drive drove driven drives driving, ride rode ridden rides
    riding, fly flew flown flies, grow grew grown grows growing, throw threw thrown throws throwing, know knew
    known knows knowing, hold held holds, leave leaving, sit sat sits sitting, stand stood stands, tell told
    tells telling, say said says, think thought thinks, sleep slept sleeps sleeping, swim swam swum swims
    swimming, fall fell fallen falls falling, feed fed feeds feeding, put puts putting, cut cuts cutting, cost
    costs costing, shut shuts, hit hits, come came comes coming, become became becomes, begin began begun
    begins, break broke broken breaks breaking, steal stole stolen steals, choose chose chosen chooses, wear
    wore worn wears wearing, build built builds, draw drew drawn draws drawing, bake bakes baked baking, include
    includes included including, exclude excludes excluded excluding, use used uses using
"""

# Regular verbs whose -ed and -s forms are the same word for our purposes; "+" allows the -ing form as well.
# Left without "+": where -ing is a thing of its own (rating, marketing, accounting, engineering, financing, savings).
_REGULAR_VERBS = """
    accrue+ acquire+ add+ amortize amount+ adopt+ allocate+ answer+ arrive+ ask+ award+ borrow+ bill capitalize
    charge+ classify clean+ climb+ close collect+ compare+ complete+ consist+ consume+ contribute+ cook+ count
    cover+ create+ decline+ decrease+ defer deliver+ deposit+ design develop discount+ distribute+ donate+
    double+ drop+ earn employ+ enrol+ exceed+ exercise+ expect+ expense+ expire+ fill+ fine finish+ fold+
    forfeit gain+ gather+ generate+ grant+ harvest+ help+ hire+ impair+ incur+ increase+ invest invite+ issue+
    jump+ kick+ knit+ last+ launch+ learn+ lease like+ live+ load+ look+ mail manage measure move+ need+
    negotiate offer+ open order+ owe+ own+ pack+ paint park+ participate+ pick+ plan+ plant play+ post pour+
    prepare+ print process produce+ promote+ provide+ pull+ purchase+ push+ raise+ realize+ receive+ recognize+
    record+ recover+ reduce+ refund+ register+ release+ remain remove+ rent repay repurchase+ report require+
    retain return+ reverse+ save score+ serve settle+ share+ ship+ show+ skip+ solve+ sort+ start+ stay+ stop+
    store+ study+ supply+ terminate+ test total+ trade transfer+ travel+ treat+ try+ vest visit+ vote+ wait+
    walk+ want+ wash+ watch+ water weigh+ work yield+
"""

_VOWELS = "aeiou"
_DOUBLED = _set("drop knit plan ship skip stop incur defer enrol transfer")


def _regular(verb: str, ing: bool) -> list[str]:
    """Spell the forms of a regular verb."""
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        forms = [verb[:-1] + "ied", verb + "ing"]
    elif verb.endswith("e"):
        forms = [verb + "d", verb[:-1] + "ing"]
    else:
        root = verb + verb[-1] if verb in _DOUBLED else verb
        forms = [root + "ed", root + "ing"]
    return forms if ing else forms[:1]


def _forms() -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in f"{_PLURALS},{_MONTHS}".split(","):
        form, word = pair.split()
        found[form] = word
    for group in _IRREGULAR_VERBS.split(","):
        verb, *forms = group.split()
        found.update(dict.fromkeys(forms, verb))
    for entry in _REGULAR_VERBS.split():
        verb = entry.rstrip("+")
        found.update(dict.fromkeys(_regular(verb, ing=entry.endswith("+")), verb))
    return found


FORMS: dict[str, str] = _forms()
