"""The fair lottery: chances as equal as the quotas allow, sets with tickets, and the proof that none is fairer.

`lottery` reads like a table of contents; `problem` holds the words of the others. Engine: OR-tools.
"""
