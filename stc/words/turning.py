"""Words that turn a question into another one, by what they turn it to: data for `stc.words.alike`.

Two wordings of one question have the same of these groups, or they are two questions. A group lists words that turn
alike ("remain", "rest"); a word that is missing here may let a wrong wording through, one too many costs a right one.
"""

from __future__ import annotations

_GROUPS = """
    not: not no never none neither nor without
    except: except exclude besides
    include: include
    only: only just exactly
    more: more over above great larger bigger higher longer older faster heavier taller farther extra additional exceed
    most: most greatest largest biggest highest maximum max top longest oldest fastest heaviest tallest peak best
    less: less few under below smaller lower shorter younger slower lighter
    least: least fewest smallest lowest minimum min shortest youngest slowest lightest bottom worst
    before: before until previous previously prior earlier ago
    after: after since later afterwards following
    now: now today currently nowadays
    yesterday: yesterday
    tomorrow: tomorrow
    morning: morning
    noon: noon midday
    afternoon: afternoon
    evening: evening tonight
    night: night overnight
    weekend: weekend
    summer: summer
    winter: winter
    next: next
    last: last latest final finally end
    first: first earliest
    second: second
    third: third
    fourth: fourth
    start: start begin beginning initial initially original originally
    left: left remain rest still leftover unsold unused uneaten unspent unread
    each: per each every apiece daily weekly monthly yearly annual annually hourly
    total: total altogether combined combine sum overall together all both whole entire
    subtotal: subtotal
    average: average mean
    median: median
    net: net
    gross: gross
    basic: basic
    diluted: diluted
    accumulated: accumulated cumulative
    percent: percent
    share: fraction share proportion
    ratio: ratio
    increase: increase rise grow growth gain up
    decrease: decrease decline drop fall reduce reduction down shrink
    change: change
    difference: difference differ
    part: part half quarter
    if: if would unless suppose assume
    another: another
    can: can able
    may: could may might possible
    must: must should
    need: need require
    or: or but
    into: into
    off: off out away
    against: against
    between: between
    same: same equal
    different: different other
    he: he him his himself
    she: she her herself
    they: they them their
    i: i me my you your
"""

_OPPOSITES = """
    buy sell, pay receive, give get, give receive, give keep, take give, lend borrow, win lose, gain lose,
    keep lose, find lose, earn spend, make spend, save spend, earn cost, earn pay, make cost, profit loss,
    profit revenue, profit cost, profit sale, revenue cost, income expense, income cost, income revenue, asset
    liability, equity liability, debit credit, arrive leave, add remove, open close, import export, boy girl,
    man woman, male female, adult child, mother father, brother sister, son daughter, husband wife, teacher
    student, morning evening, day night, week day, week month, month year, day month, day year, week year,
    hour day, hour minute, inside outside, full empty, current noncurrent, past future, input output, import
    export, price cost, tip price, tax price, teach learn, throw catch, eat bake, eat cook, use make, use
    have, send receive, hire fire, speed time, speed distance, distance time, weight price, length width,
    length area, width area, width height, area perimeter, area volume, weight height, age height, early late,
    fill empty, fill drain, take free, occupied free, occupied empty, spend have, winner loser, buyer seller, sick
    healthy, present absent, ripe rotten, old new, big small, large small, tall short, hot cold, wet dry, on off
"""

_COLOURS = "red blue green yellow white black brown orange purple pink grey gray silver gold"


def _set(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


def _group_of() -> dict[str, str]:
    found: dict[str, str] = {}
    for line in _GROUPS.strip().splitlines():
        name, listed = line.split(":")
        found |= dict.fromkeys(listed.split(), name.strip())
    return found


GROUP_OF: dict[str, str] = _group_of()
OPPOSITES: frozenset[tuple[str, str]] = frozenset(
    pair for one, other in (pair.split() for pair in _OPPOSITES.split(",")) for pair in ((one, other), (other, one))
)
FREE: frozenset[str] = _set("total can")  # groups that only one wording may have: a sum of many, and does for can
COLOURS = _set(_COLOURS)
SAYS_NO_MORE = (
    _set("number amount money make earn get take have will long time old age") | GROUP_OF.keys()
)  # beside a total
MANY = _set("children men women people feet teeth mice geese")  # plurals without s
PRONOUNS = _set("he she they i")
TIMES = _set("second minute hour day week month quarter year")  # "a day" is per day
WHILES = _set("day week month quarter")  # whose earnings: this week's are not this month's
LENGTHS = _set("mile kilometer km meter metre centimeter cm foot yard inch")
MONEY = _set("dollar euro pound cent")
MEASURES = TIMES | LENGTHS | MONEY | _set("kilogram kg gram ounce ton liter litre ml gallon cup pint quart")
CALENDAR = _set("""
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december
""")
DIRECTED = _set("""
    from to until between into against by as for since through exceed beat ratio minus time pay give sell lend send owe
    buy tell teach show offer bring hand pass throw borrow take receive get return donate feed help visit follow lead
    defeat win lose trade exchange swap transfer before after
""")  # what stands on either side of these is not the same
LY = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "yearly": "year",
    "annual": "year",
    "annually": "year",
    "hourly": "hour",
}
FIRST_WORDS = _set("""
    what which who whom whose where when why how is are was were do does did has have had the a an in on at of
    for if by from to can could would will should tell give name find calculate compute determine state count
    list total and after before during per each every all number amount quantity value sum price cost level
    size rate percentage percent share ratio difference change increase decrease average time length year
    years reason place person people
""")  # in capitals at the beginning of a question, and no names
