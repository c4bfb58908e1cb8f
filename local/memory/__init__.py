"""The café in memory: tables, queues, Graph and feeds that refuse what the real ones refuse, and rows to fill them.

`tests/contracts` runs the same tests on each of them and on the real one. A test can tell each to fail (`fail`),
and to let somebody else act first (`meanwhile`).
"""
