"""What the model is asked: one dspy.Signature a file."""
