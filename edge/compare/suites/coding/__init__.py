"""Coding: functions of medium difficulty, asked in English, Chinese and some in Japanese; the answer's code is run.

    reply ─▶ code (`extracting`) ─▶ calls in a confined process (`edge.compare.sandbox`) ─▶ marks (`grading`)

`correct` is 1 if every case gives what it should; `growth` is 1 if a large one does so too, within twenty times the
time of the reference. An answer that is right and of the wrong order gets `correct` alone: 0.7.
"""
