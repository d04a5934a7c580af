"""Run crossfield as ``python -m crossfield``."""

from crossfield.cli import main

if __name__ == "__main__":
    main()
