"""The source tree: what it holds, in which editions it can be cut, and the cutting."""
