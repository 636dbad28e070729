"""What a model writes at test time, read strictly: it is untrusted input, and nothing of it is run.

line      one line of compose -> parts: formula, comparison, quote, "unknown"
final     the last lines of reason -> formula, and the value of `Answer: ...`
measured  numbers of the question with the unit that it says beside them; the unit that it asks for
fitting   a formula, checked against graph and question -> the formula that answers, in the unit asked for
quotes    words -> where the text says them
"""
