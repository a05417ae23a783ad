"""Past episodes lived again and held against what was observed."""
