"""What needs a person: the mails that no rule could settle, and what the secretariat does about each."""
