"""The patterns of `calculate_grammar`: data only, each a way to word what is asked for or an operation on phrases."""

from __future__ import annotations

import re
from typing import Literal

Operation = Literal["change", "percent_change", "average", "sum", "ratio", "share", "difference"]
Kind = Literal[
    "value",
    "periods_where",
    "count_periods",
    "periods_of",
    "item_where",
    "list_members",
    "count_members",
    "price",
    "other",
]

WORDS = {
    "CHANGE": r"(?:changes?|variation|movement|increases?|decreases?|growth|decline|reduction|rise|fall|drop)",
    "LARGE": r"(?:largest|highest|biggest|greatest|most|maximum|larger|higher|bigger|greater|more)",
    "SMALL": r"(?:smallest|lowest|least|minimum|fewest|smaller|lower|fewer|less)",
    "TIMES": r"(?:YEARS|(?:date|day|month|quarter)s?)",
    "YEARS": r"(?:(?:fiscal |financial |calendar )?(?:years?|fys?)(?:\(s\))?(?: ended| ending)?)",
    "NUMBER": r"(?P<number>(?:us)?[$€£¥]? ?\(?-?\d[\d.,]*\)? ?%?(?: ?(?:thousand|million|billion|percent)s?\b)?)",
    "MORE": r"(?:exceed(?:s|ed|ing)?|(?:be |is |was |were |are )?(?:more|greater|higher|larger|bigger) than|"
    r"(?:be |is |was |were |are )?(?:above|over))",
    "LESS": r"(?:(?:be |is |was |were |are )?(?:less|lower|smaller|fewer) than|(?:be |is |was |were |are )"
    r"?(?:below|under))",
}


def _rule(pattern: str) -> re.Pattern[str]:
    for name, words in WORDS.items():
        pattern = pattern.replace(name, words)
    return re.compile(pattern)


LEADS = tuple(
    _rule(pattern)
    for pattern in (
        r"^(?:what|which|how much|how many) (?:is|was|were|are|would be|will be|has been|had been|"
        r"have been) (?:the )?",
        r"^(?:what|how much) (?:amount|number|value) of (?:the )?",
        r"^(?:what's|how much|how many|what) (?:the )?",
    )
)
SINGLE: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    (
        "percent_change",
        _rule(
            r"^(?:(?:total|overall|net|annual|yearly|year-over-year|year-on-year) )?(?:percent|%|"
            r"relative|proportional)(?: of)? ?\(?CHANGE\)?(?: \(?%\)?)? (?:in|of|for|to|on|between|"
            r"from)(?: the)? (?P<a>.+)$"
        ),
    ),
    (
        "percent_change",
        _rule(r"^CHANGE(?: \(?%\)?| percent| in percent) (?:in|of|for|to|on|between)(?: the)? (?P<a>.+)$"),
    ),
    (
        "percent_change",
        _rule(
            r"^CHANGE (?:in|of|for) (?:the )?(?P<a>.+?) (?:in|as a|by|in terms of) (?:percent|%)(?: "
            r"terms?)?(?P<t>(?: (?:in|for|from|to) @\d+| @\d+)*)$"
        ),
    ),
    (
        "percent_change",
        _rule(
            r"^(?:(?:annual|yearly|year-over-year|year-on-year) )?(?:growth rate|rate of (?:growth|"
            r"change|increase|decrease)) (?:in|of|for|to) (?:the )?(?P<a>.+)$"
        ),
    ),
    (
        "percent_change",
        _rule(r"^(?:the )?(?P<a>.+?) (?:percent|%) CHANGE(?P<t>(?: (?:in|for|from|to|of) @\d+| @\d+)+)$"),
    ),
    ("average", _rule(r"^(?:average|mean)(?: of)?(?: the)?(?: annual| yearly)? (?P<a>.+)$")),
    (
        "sum",
        _rule(
            r"^(?:sum|combined total|total sum|total combined|combined|aggregate|total|sum total)(?: "
            r"amount| value| number)?(?: of| for)?(?: the)? (?P<a>.+)$"
        ),
    ),
    (
        "change",
        _rule(
            r"^(?:(?:total|overall|absolute|net|year-over-year|year-on-year|annual) )?CHANGE (?:in|of|"
            r"for|to|on|between)(?: the)? (?P<a>.+)$"
        ),
    ),
    (
        "change",
        _rule(
            r"^(?:(?:absolute|net|nominal|total|overall) )?differences? (?:in|of|for|between|from)(?: "
            r"the)? (?P<a>.+)$"
        ),
    ),
)
# With two phrases: an opening, then every place where one of the joining words stands is a cut.
DOUBLE: tuple[tuple[Operation, re.Pattern[str], re.Pattern[str]], ...] = (
    ("difference", _rule(r"^(?:value of |amount of )?(?:the )?"), _rule(r" minus(?: the)? ")),
    (
        "share",
        _rule(
            r"^(?:percent|proportion|share|fraction|%)(?: composition| constitution| contribution| "
            r"share| weight| portion| value)? (?:of|for|that)(?: the)? "
        ),
        _rule(
            r" (?:out of|over|against|to|among|as part of|as a part of|relative to|from|within|"
            r"divided by|in|of|on|under)(?! @)(?: all)?(?: the)? "
        ),
    ),
    (
        "share",
        _rule(r"^(?:value of |amount of )?(?:the )?"),
        _rule(
            r" (?:(?:is |was |were |are )?(?:expressed |calculated )?as an?|(?:is |was |were |are )"
            r"?(?:represent(?:ed)?|expressed) as) (?:percent|proportion|share|%|fraction) (?:of|over|"
            r"in|to|against)(?: the)? "
        ),
    ),
    ("ratio", _rule(r"^(?:value of |amount of )?(?:the )?"), _rule(r" as a ratio (?:of|to|over)(?: the)? ")),
    (
        "ratio",
        _rule(r"^ratio (?:of|between|for)(?: the)? "),
        _rule(r" (?:to|over|against|and|divided by)(?! @)(?: the)? "),
    ),
    (
        "difference",
        _rule(r"^(?:(?:absolute|net|nominal|total|overall) )?differences? (?:between|of|in|for)(?: the)? "),
        _rule(r" (?:and|versus|vs\.?|compared to|from)(?! @)(?: the)? "),
    ),
    (
        "sum",
        _rule(
            r"^(?:sum|combined total|total sum|total combined|combined|aggregate|total|sum total)(?: "
            r"amount| value| number)?(?: of| for)?(?: the)? "
        ),
        _rule(r" (?:and|plus|, and|,)(?! @)(?: the)? "),
    ),
    (
        "average",
        _rule(r"^(?:average|mean)(?: amount| value| number)?(?: of| for)?(?: the)? "),
        _rule(r" (?:and|,)(?! @)(?: the)? "),
    ),
)
CONSTITUTE = r"(?:consist of|comprise|constitute|make up|account for|represent|contribute to)"
# An attribute before the change belongs to what changes: "domestic increase in orders".
ATTRIBUTED = _rule(
    r"^(?!(?:total|overall|absolute|net|annual|yearly|percent|average|relative|proportional|nominal|"
    r"year-over-year|year-on-year) )(?P<w>[a-z-]+(?: [a-z-]+)?) (?P<c>CHANGE) (?:in|of) (?:the )?(?P<a>.+)$"
)
# With the whole named first: "percentage of sales represented by rent".
SWAPPED = (
    _rule(r"^(?:percent|share|%) of (?:the )?"),
    _rule(
        r" (?:(?:that )?(?:is |was |are |were )?(?:represented|accounted for|generated|contributed|made up) by|"
        r"(?:that )?(?:is |was |are |were )?(?:attributable to|attributed to|generated from|derived from)|"
        r"(?:coming |that comes )?from)(?: the)? "
    ),
)
FORMS: tuple[tuple[Operation, re.Pattern[str]], ...] = (
    (
        "share",
        _rule(
            r"^(?:what|how much) (?:percent|proportion|share|fraction|%) of (?:all |the )?(?P<b>.+?) "
            r"(?:(?:is|are|was|were) (?:from|due to|made up of|made up by|attributable to|comprised "
            r"of|accounted for by|generated from|represented by|related to)|came from|come from|comes "
            r"from|consists? of|consisted of|comprised?(?: of)?|relates? to|related to|accounts? for|"
            r"pertained to|pertains? to|is|was|were|are)(?: the)? (?P<a>.+)$"
        ),
    ),
    (
        "share",
        _rule(
            rf"^(?:what|how much) (?:percent|proportion|share|fraction|%) of (?:the )?(?P<b>.+?) "
            rf"(?:did|does|do) (?:the )?(?P<a>.+?) {CONSTITUTE}(?P<t>.*)$"
        ),
    ),
    (
        "share",
        _rule(
            rf"^(?:what|how much) (?:percent|proportion|share|fraction|%) (?:did|does|do) (?:the )"
            rf"?(?P<a>.+?) {CONSTITUTE} (?:of|out of|in)(?: the)? (?P<b>.+)$"
        ),
    ),
    (
        "percent_change",
        _rule(
            r"^(?:by )?(?:what|how much|how many) percent (?:did|has|have|had|does) (?:the )"
            r"?(?P<a>.+?) (?P<w>increased?|decreased?|changed?|grown?|grow|grew|risen?|rise|declined?|"
            r"fallen?|fall|drop(?:ped)?)(?: by)?(?P<t>(?: (?:in|for|from|to|by|over|during|between) "
            r"@\d+| @\d+)*)$"
        ),
    ),
    (
        "change",
        _rule(
            r"^(?:by )?how much (?:did|has|have|had|does) (?:the )?(?P<a>.+?) (?P<w>increased?|"
            r"decreased?|changed?|grown?|grow|grew|risen?|rise|declined?|fallen?|fall|drop(?:ped)?)"
            r"(?: by)?(?P<t>(?: (?:in|for|from|to|over|during|between) @\d+| @\d+)*)$"
        ),
    ),
    (
        "difference",
        _rule(
            r"^(?:by )?how (?:much|many) (?:more |larger |higher |greater |bigger )(?:is |was |were |"
            r"are )?(?:the )?(?P<a>.+?) (?:than|compared to|as compared to) (?:the )?(?P<b>.+)$"
        ),
    ),
    (
        "difference",
        _rule(
            r"^(?:by )?how (?:much|many) (?:is|was|were|are|did|does) (?:the )?(?P<a>.+?) (?:more "
            r"than|larger than|higher than|greater than|exceed)(?: the)? (?P<b>.+)$"
        ),
    ),
)
UP = re.compile(r"\b(?:increas|growth|grow|grew|rise|risen)")
DOWN = re.compile(r"\b(?:decreas|declin|reduction|fall|drop)")
WHEN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "periods_of",
        _rule(
            r"^(?:what|which) (?:are|were) (?:all )?(?:the )?(?:different )?(?P<y>YEARS) (?:that |in which |for which |"
            r"where )?(?P<a>.*?)(?:(?:is|are|was|were) )?(?:being )?(?:made )?(?P<verb>provided|shown|given|included|"
            r"reported|presented|disclosed|listed|available|covered|compared|recorded|indicated|stated)(?P<rest>.*)$"
        ),
    ),
    (
        "periods_of",
        _rule(
            r"^which (?P<y>YEARS)'? (?P<a>)(?:information|data|figures) (?:is|are) (?P<verb>provided|shown|given|"
            r"included|reported|presented|listed)(?P<rest>.*)$"
        ),
    ),
    (
        "count_periods",
        _rule(
            r"^(?:in )?how many YEARS (?:did|do|does|was|were|is|are|has|have|had)(?: the)? (?P<a>.+?)"
            r" (?:MORE|LESS) NUMBER$"
        ),
    ),
    (
        "count_periods",
        _rule(r"^(?:in )?how many YEARS (?:where|in which|that|when)(?: the)? (?P<a>.+?) (?:MORE|LESS) NUMBER$"),
    ),
    (
        "periods_where",
        _rule(
            r"^(?:in |for |during )?(?:which|what) (?:of the )?YEARS (?:did|do|does|was|were|is|are|"
            r"has|have|had)(?: the)? (?P<a>.+?) (?:of )?(?:MORE|LESS) NUMBER$"
        ),
    ),
    (
        "periods_where",
        _rule(
            r"^(?:in |on |for |during )?(?:which|what) (?:of the )?TIMES (?:of @\d+ )?(?:did|do|does|"
            r"was|were|is|are|has|have|had|show|shows|showed|recorded|reported|saw)(?: the)? "
            r"(?P<a>.+?) (?:the )?(?P<order>LARGE|SMALL)(?P<t>(?: (?:in|for|among|between|from)? "
            r"?@\d+)*)$"
        ),
    ),
    (
        "periods_where",
        _rule(
            r"^(?:in |on |for |during )?(?:which|what) TIMES (?:did|do|does|was|were|is|are|has|have|"
            r"had|show|shows|showed|recorded|reported|saw)(?: there)?(?: the)?(?: an?)? "
            r"(?P<order>LARGE|SMALL)(?: amount| number| value)?(?: of)?(?: the)? (?P<a>.+)$"
        ),
    ),
    ("periods_where", _rule(r"^when (?:was|were|is|are)(?: the)? (?P<a>.+?) (?:the )?(?P<order>LARGE|SMALL)$")),
    (
        "periods_of",
        _rule(
            r"^(?:in |for |during )?(?:which|what) (?P<y>YEARS) (?:does|do|did|is|are|was|were|has|"
            r"have)(?: the)?(?P<a>.*?)(?P<verb>provided?|shown?|given?|include[ds]?|calculated|"
            r"recorded|reported|presented|computed|measured|disclosed|listed|available|covered?|"
            r"compared?|analy[sz]ed|determined|considered|collected|tabulated|stated|indicated|"
            r"contain(?:ed)?|present|report|list)(?P<rest>.*)$"
        ),
    ),
)
ITEM = (
    _rule(
        r"^(?:in |for |under |on )?(?:which|what) (?P<noun>[a-z][a-z -]{1,40}?) (?:has|had|have|is|"
        r"was|were|are|shows?|showed|recorded|reported|accounted for|generated|contributed)(?: the)? "
        r"(?P<order>LARGE|SMALL)(?: amount| number| value)?(?: of| in| for)?(?: the)? (?P<a>.+)$"
    ),
    _rule(
        r"^(?:in |for |under |on )?(?:which|what) (?P<noun>[a-z][a-z -]{1,40}?) (?:is|was|were|are)"
        r"(?: the)? (?P<a>.+?) (?:the )?(?P<order>LARGE|SMALL)(?P<t>(?: (?:in|for|at|as of|as at)? "
        r"?@\d+)*)$"
    ),
)
# Asks for a reason, a way, a person, a place, a meaning: no number or label answers that.
OTHER = _rule(
    r"^(?:why|which (?:is|are|was|were)\b|who|whom|whose|where|when|how (?!much|many)|(?:on|under|in|"
    r"for|over|by|with|at|to) "
    r"(?:what|which|whom)\b"
    r"|what (?:does|do|did|has|have|had|would|will|can|could|should|led|caused|drove|happen)\b|(?:is|"
    r"are|was|were|does|do|did|has|have|can|will)\b"
    r"|(?:what|which) (?:is|was|were|are) (?:the )?(?:(?:(?:last|first|latest|earliest|fiscal|"
    r"calendar) )*(?:years?|months?|dates?|quarters?) (?:of|when|in)\b"
    r"|reasons?|definition|meaning|purpose|basis|method|nature|description|causes?|factors?|impact|"
    r"effect of|rationale|explanation)\b)"
)
MEMBERS = r"(?:line items?|items?|components?|types?|kinds?|categories|elements?|parts?|classes)"
LISTS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "list_members",
        _rule(
            rf"^(?:what|which) (?:are|were) (?:all )?(?:the )?(?:different |various |main |respective )"
            rf"?{MEMBERS} (?:that (?:are )?)?"
            r"(?:listed |included |recorded |shown |reported |making up |make up |comprising )?(?:of|"
            r"under|in|within|for)?(?: the)? ?(?P<a>.+)$"
        ),
    ),
    (
        "list_members",
        _rule(
            rf"^(?:what|which) {MEMBERS} (?:of|under|in)(?: the)? (?P<a>.+?) (?:are|were) (?:there|"
            rf"listed|included|shown|recorded|reported)$"
        ),
    ),
    (
        "count_members",
        _rule(
            rf"^how many (?:different |various )?{MEMBERS} (?:(?:are|were) (?:there |listed |included "
            rf"|recorded |shown )?)?(?:of|under|in|within)(?: the)? "
            r"(?P<a>.+?)(?: (?:are|were) (?:there|listed|included|shown|recorded|reported))?$"
        ),
    ),
)
COST = _rule(r"^(?:what|how much) (?:does|do|did) (?:the |an? )?(?P<a>.+?) cost(?: for| per| an?)?\b(?P<t>.*)$")
SMALLEST = _rule(r"^SMALL$")
LESS = _rule(r"\bLESS (?:us)?[$€£¥]? ?\(?-?\d")
