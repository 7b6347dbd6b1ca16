"""Start p2psocial from this folder, set up first if need be.

python3 scripts/run.py [ARGUMENTS OF p2psocial]
"""

# Up to the version check in words that any Python, even 2.7, understands.
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - older ones are to get this line, not a traceback
    sys.exit("p2psocial needs Python 3.11 or later; this is %d.%d." % sys.version_info[:2])  # noqa: UP031 - as above

import environment

environment.run_p2psocial(sys.argv[1:])
