"""From source notebook to release: lint, Otter Assign, leak gate, manifest. No grading."""
