"""From adoption to the shelf: the content that is kept for ever, its pictures, its files, and what is put right.

`edition` is the content as data, `phrasing` its words, `reading` every file that is made of it.
"""
