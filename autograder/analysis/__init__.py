"""What a class's results say beyond points: about its questions, its models, its likeness."""
