"""What is on the drives and what was made from it."""
