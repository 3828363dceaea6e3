-- Tell pages where their record lies now that it was moved; a page that was fetched again since keeps its newer record.
-- Reads incoming_moved (was_file, was_offset, warc_file, warc_offset). Writes main.pages. Safe to run again.
UPDATE main.pages AS page SET warc_file = moved.warc_file, warc_offset = moved.warc_offset
FROM incoming_moved AS moved WHERE moved.was_file = page.warc_file AND moved.was_offset = page.warc_offset;
