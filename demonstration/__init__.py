"""The demonstration: a made-up body, "Eksempel Kommune", that lives two years through the same services as a real one.

It stands beside app/ and jobs/ and app never imports it. Everything that anybody says in here is invented.
"""
