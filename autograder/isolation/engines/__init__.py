"""The engines, one file each; this registry is where a new one is added."""
