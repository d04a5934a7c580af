"""Who works here: users, institutions, release levels, the log, documents, the search table, the footer's texts."""
