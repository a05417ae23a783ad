"""One self-contained page about a study, for readers without this program."""
