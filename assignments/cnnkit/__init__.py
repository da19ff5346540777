"""What students import: MCQs, explorers, data, plots, probes and public checks."""
