"""Pages for people: static HTML files that need nothing from outside. `night` is the page of a night."""
