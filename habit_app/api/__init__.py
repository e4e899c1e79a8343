"""The REST adapter: parse, call one use-case, answer."""
