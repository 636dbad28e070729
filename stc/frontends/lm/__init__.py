"""The frontend that asks a language model: drafts, repaired and rethought until nothing useful is left to add."""
