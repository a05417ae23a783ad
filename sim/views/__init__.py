"""Tables in, text or a matplotlib Figure out."""
