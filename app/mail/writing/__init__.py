"""What a mail says, and its bytes: texts that a year can make its own, in two languages, as text and as HTML."""
