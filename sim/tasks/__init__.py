"""One file per task: each only wires the rooms together."""
