"""`python -m mercat` is the `mercat` command."""

from mercat.cli.main import main

if __name__ == "__main__":
    main()
