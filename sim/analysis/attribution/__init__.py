"""Who brought about a benefit: Shapley values of frameworks and reserve over arms of one study."""
