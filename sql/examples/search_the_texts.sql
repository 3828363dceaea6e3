-- Which stories speak of something, and which of their events?
SELECT score, (published_at AT TIME ZONE 'UTC')::DATE AS day, publisher, title, len(event_ids) AS events
FROM search('convoy gunmen')
LIMIT 5;
