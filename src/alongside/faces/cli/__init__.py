"""The command line: `alongside COMMAND`. One file a command; each calls the same actions as the pages."""

from alongside.faces.cli.main import main

__all__ = ["main"]
