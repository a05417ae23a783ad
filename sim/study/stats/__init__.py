"""What a sample supports: means, differences, tails, recovery, many comparisons, selection, rare events."""
