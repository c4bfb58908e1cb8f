"""Run a module with a package's app and nothing else: `python -I -S bare.py APP ASIDE MODULE [ARGUMENT …]`.

-I and -S leave only the standard library on the import path. Before it come the app's own packages and the app,
as in Azure. At the end comes a folder with the other things that the module needs. Nothing replaces what the
package lacks. Nothing writes into the package either, as in Azure.
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
