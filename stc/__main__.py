"""Run the command: `python -m stc` is the same as `stc`."""

from stc.cli import main

if __name__ == "__main__":
    main()
