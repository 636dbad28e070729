"""What a model writes at test time, read strictly: it is untrusted input, and nothing of it is run.

line      one line of compose -> parts: formula, comparison, quote, "unknown"
final     the last lines of reason -> formula, and the value of `Answer: ...`
measured  numbers of the question with the unit that it says beside them; the unit that it asks for
amounts   those numbers in a formula, with their units
products  units of products: 60 mile/hour for 90 minutes is a distance
years     numbers of the question that are no amounts: the year 2018, the 25 of 25%
fitting   a formula, checked against graph and question -> the formula that answers, in the unit asked for
agreeing  the number of a reply against a formula, or a quantity that it repeats
quotes    words -> where the text says them
"""
