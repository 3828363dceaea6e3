"""Text to reports: what runs the parser, and a folder for each question that it asks of a story."""
