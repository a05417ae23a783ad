"""One arm lived through one future: SimPy decides when, the kernel moves the tonnes."""
