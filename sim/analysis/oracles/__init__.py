"""Special cases with known answers, run by the code that answers real questions."""
