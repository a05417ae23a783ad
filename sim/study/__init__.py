"""Arms x futures: run them anywhere, store them safely, and say what the sample supports."""
