"""`python -m demonstration`: what `make run` starts. Ctrl-C is answered in a sentence from the first moment on."""

import sys

INTERRUPTED = 130

try:
    from demonstration.command import main

    sys.exit(main())
except KeyboardInterrupt:
    print("\nStopped before it was ready. Give the same command again.", file=sys.stderr)
    sys.exit(INTERRUPTED)
