"""Where it was: names of places, the places meant, and the scene of a story."""
