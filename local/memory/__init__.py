"""The café in memory: tables, queues, Graph and feeds that refuse what the real ones refuse, and rows to fill them.

`tests/contracts` runs the same tests on each and on what it stands for. Each can be told to fail (`fail`), and
to let somebody else act first (`meanwhile`).
"""
