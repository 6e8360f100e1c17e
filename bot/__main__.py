"""`python -m bot` and the script `hyoka`."""

from bot.cli import main

if __name__ == "__main__":
    main()
