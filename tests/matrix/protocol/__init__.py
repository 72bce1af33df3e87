"""The protocol in code, from the text alone, and the proof that text, code, vectors and examples agree."""
