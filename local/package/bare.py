"""Run a module with a package's app and nothing else: `python -I -S bare.py APP ASIDE MODULE [ARGUMENT …]`.

-I and -S leave the standard library alone on the import path. Before it come the app's own packages and the
app, as in Azure, and at the end a folder with what the module needs besides. What the package lacks is
missing: nothing stands in for it. Nothing is written into it either: in Azure it cannot be.
"""

import runpy
import sys

if __name__ == "__main__":
    _, app, aside, module, *arguments = sys.argv
    sys.path[:0] = [f"{app}/.python_packages/lib/site-packages", app]
    sys.path.append(aside)
    sys.argv[1:] = arguments
    sys.dont_write_bytecode = True
    runpy.run_module(module, run_name="__main__", alter_sys=True)
