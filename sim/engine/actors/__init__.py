"""SimPy processes that change controls; one file per actor."""
