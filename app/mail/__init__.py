"""What leaves by mail: a message is a row with fixed bytes first, then sent by whichever worker claims it."""
