"""A reserve is sizing x buying x release x finance, each a named rule."""
