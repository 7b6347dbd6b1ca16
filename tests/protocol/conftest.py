"""How Hypothesis looks for counterexamples in this folder."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("protocol", settings.get_profile("patient"), max_examples=250)
settings.load_profile("protocol")
