"""`edge compare`: the same tasks for the device, the endpoints and the router, scored and timed, in one report.

    suites ─▶ tasks ─▶ subjects answer ─▶ grades ─▶ a run, kept as it goes ─▶ table, report, curve

A suite is a list of tasks (`edge.compare.task`), each of which grades its own answers. A subject answers tasks: the
device, an endpoint, or `auto`, which is the router's choice between them. A run (`edge.compare.results`) is all that
was answered; tables, reports, curves and `edge calibrate --from-compare` are made of it, and nothing is asked twice.
"""
