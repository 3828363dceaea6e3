"""Articles -> duplicate groups (`duplicates`), reports -> events (`clusters`); `commands`: `dateline cluster`."""
