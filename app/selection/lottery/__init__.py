"""The engine of the choice: the year's list, the fairest chances over its sets, tickets, proof, draw, record.

`solution` reads like a table of contents of the lottery, `year` of the year's list; `problem` holds the words of the
others. Nothing here knows the web or the database. Engine: OR-tools.
"""
