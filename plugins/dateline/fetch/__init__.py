"""The only room that opens a socket to the world: `batches` polls feeds and fetches pages, `fetcher` makes requests."""
