"""Who answers: the device, an endpoint, or the router's choice between them, each through an `Assistant` of its own.

A subject has a home of its own, made for it and removed behind it: nothing is read of the user's conversations, and
nothing of theirs is written. What counts for all of them (the instructions, the sampling) is in `asking`.
"""
