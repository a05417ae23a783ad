"""What an arm may do: instruments, reserves and the frozen view their decisions see."""
