"""Words of despair or emergency are met by a rule, before any model, with care and the way to help.

`care` reads a message in English, Chinese (both scripts) or Japanese. A rule cannot understand: it knows wordings, and
it misses some. Jokes and figures of speech ("kill the process", 笑死我了) are left alone on purpose: a telephone number
that comes too often is not read when it counts.
"""

from edge.care.reading import Care, care

__all__ = ["Care", "care"]
