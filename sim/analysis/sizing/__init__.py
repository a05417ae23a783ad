"""Reserve-sizing policies compared, and the sizes that need simulated futures."""
