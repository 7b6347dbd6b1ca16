"""How Hypothesis looks for counterexamples in this folder."""

from __future__ import annotations

from hypothesis import settings

# No deadline: how long one example takes says more about the machine than about the code.
settings.register_profile("protocol", deadline=None, max_examples=250)
settings.load_profile("protocol")
