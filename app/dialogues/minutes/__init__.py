"""The minutes once they are written: as files, asked about again, and what the head has said yes to."""
