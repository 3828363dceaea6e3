"""Feed bytes -> entries: `reading` offers `parse_feed`, `links` cleans URLs, `instants` reads dates."""
