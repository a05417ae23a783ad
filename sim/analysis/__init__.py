"""Questions that need many runs, or none: concentration and the loss of one supplier."""
