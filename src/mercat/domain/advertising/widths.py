"""The length of texts in wide characters, as the platform counts names and keywords."""


def display_width(text: str) -> int:
    """The length in wide characters: two ASCII characters count as one, rounded up."""
    if text.isascii():
        return (len(text) + 1) // 2
    return (sum(1 if letter.isascii() else 2 for letter in text) + 1) // 2
