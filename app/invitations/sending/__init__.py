"""What leaves for a meeting: who has not been told what, the words, the calendar object, the row; and taken back."""
