"""The second language: Danish is the source and stands where it is shown; every other language has a catalogue here.

`make translations` brings the catalogues up to date with the texts: a new sentence comes in empty, an old one goes.
"""
