"""Mutation testing: it puts one small fault at a time into the code, and the tests must notice it.

**Context.** Coverage says that a test runs a line, not that it looks at the outcome. There are thousands of possible
faults, and the unit part of the tests takes most of a minute: all tests on all of them would take days.

**Decision.** A small tool of our own draws a seeded sample, in which each file has its share of mutants. It learns
from one run which tests run which line. It tries each mutant on those tests alone, the quickest first. What survives is
tried again on the tests that run the real edges and the app.

**Refused.** mutmut 3 changes code inside functions only, so that no limit, route or role at module level is ever
tried; it wants all mutants and draws no sample. cosmic-ray runs the same test command for each mutant whatever its
line is, and draws no sample. Neither knows our enums, nor which keyword has a default.

**Cost.** A dozen small files. A mutant takes two seconds, or up to a minute where everything depends on its line, and a
survivor one or two minutes more. The browser, the host's own tests and the month judge none.
"""
