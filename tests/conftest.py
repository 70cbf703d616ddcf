"""Settings of the whole test suite."""

import os

from hypothesis import HealthCheck, settings

# In CI the same examples every time, so that a red run can be reproduced; while working,
# new ones every time, so that they find what the last run did not.
settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
