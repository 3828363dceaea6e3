"""Page bytes -> article: `extraction` offers `extract_article`, `commands` is the edge of `dateline extract`."""
