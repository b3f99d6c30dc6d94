"""Trials that kill, cut and flood: what was shown as saved must be there once, and only once.

A trial is a module here with `FULL` and `SAMPLE` (how many it takes for `make torture` and for
`make test`) and `run(trials, seed, folder)`, which returns a `Tally`. Modules with a `_` are
what trials are built upon.
"""
