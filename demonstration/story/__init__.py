"""The made-up content, as plain data: who the people are, what they said, and what the directorate wrote.

All of it is invented, but for the titles of the themes of 2016 and 2017 (history.py), which a real municipality used.
"""
