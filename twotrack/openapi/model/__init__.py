"""The model: operations, event types and schemas as plain values."""
