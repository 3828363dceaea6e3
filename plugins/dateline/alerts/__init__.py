"""Who is told what: `changes` says what is new, `messages` and `incidents` word it, `outbox` keeps and sends it."""
