"""`python -m translations`: every catalogue as the texts are now. It fails while a text has no translation."""

from __future__ import annotations

import sys

from translations.catalogue import HERE, extract_texts, update_catalogue


def main() -> str | None:
    """Updates all catalogues; says what is still to be translated."""
    texts = extract_texts()
    missing = [
        f"{path.relative_to(HERE)}: no translation of “{text}”"
        for path in sorted(HERE.glob("*/LC_MESSAGES/*.po"))
        for text in update_catalogue(path, texts)
    ]
    return "\n".join(missing) or None


if __name__ == "__main__":
    sys.exit(main())
