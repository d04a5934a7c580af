"""The only door from the workspace to the engine, and the pages of evidence."""
