"""Scripts that measure speed or renew recorded numbers; no part of the package ``sim``."""
