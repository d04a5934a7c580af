"""The workbench: server-rendered pages over a data version (evidence) and a small database (workspace)."""
