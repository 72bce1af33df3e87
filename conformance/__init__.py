"""The conformance suite: test vectors as data, a runner, and adapters for implementations."""
