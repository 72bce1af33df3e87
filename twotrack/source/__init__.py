"""The source tree: its content, the editions it can be cut for, and the cutting."""
