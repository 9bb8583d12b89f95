"""What others say of the draft: comments and their answers, rounds behind a link, examples with consent."""
