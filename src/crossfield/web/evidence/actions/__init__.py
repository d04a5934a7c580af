"""What the evidence brings into the workspace."""
