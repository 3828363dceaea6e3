"""Who is told what: `messages` composes, `channels` delivers."""
