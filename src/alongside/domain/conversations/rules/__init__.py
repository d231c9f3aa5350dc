"""Pure decisions: what a letter says and looks like, and when a mail is tried again."""
