"""The busy times that people's and rooms' calendars give: by hand, from a file, an address, a server, a mailbox.

An address is fetched with care (`fetching`), read in a process of its own (`apart`), and only merged busy minutes are
kept (`sources`).
"""
