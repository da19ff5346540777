"""Submissions: found, named, hashed and unpacked safely."""
