"""The sample wire: stories, the sites that carry them, and the server of both."""
