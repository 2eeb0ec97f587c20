"""Text in, statements out. No database, no network access; never imports `graph`."""
