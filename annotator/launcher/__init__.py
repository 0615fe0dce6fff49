"""The Python half of `./run`: from an installed environment to a running product.

`start` prepares a data folder and looks after child processes; each child is one of `programs`, which the
containers start as well, so that there is one way to start each part.
"""
