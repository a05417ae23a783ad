"""``python -m sim``: the command line."""

if __name__ == "__main__":
    # Imported here and not above: a worker process imports this module too, and needs no command line.
    import sys

    from sim.cli import main

    sys.exit(main())
