"""Moves the clock of every Python process that tests start, as `tests.moment` asks.

Python imports this by itself from the folder that stands in PYTHONPATH, so the product holds no
switch that could move its clock.
"""

import os
import time
from contextlib import suppress

with suppress(ImportError):  # an environment of its own, with nothing for tests in it
    import time_machine

    time_machine.travel(time.time() + float(os.environ["TEST_CLOCK_SHIFT"])).start()
    time.time()  # it ticks from the first look on
