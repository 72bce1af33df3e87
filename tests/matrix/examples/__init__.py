"""The examples of the specification's data: how they are made, and the proof that they are right."""
