"""Pages on which the register is written; those that show tables are the desk's."""
