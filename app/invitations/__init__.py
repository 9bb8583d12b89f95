"""The invitations: what each person is sent for a meeting, and what each has answered."""
