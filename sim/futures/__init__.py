"""Everything exogenous: what may happen, and sampled draws of it. Nothing here knows a policy."""
