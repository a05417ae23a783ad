"""Facts and behavioural numbers as CSV tables, and the one loader that validates them."""
