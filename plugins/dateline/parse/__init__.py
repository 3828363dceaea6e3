"""Text to reports: one module for each thing that is found in a story."""
