"""Everything about ffmpeg, free of Django and of settings: binaries, limits and paths come in.

`ffmpeg` is the only door to a subprocess. `probe` reads what a file is, `source` judges it and
fixes its clock, `recipes` holds the argument lists of what is made from it, `proxy`, `sound`,
`sprites`, `shots` and `stills` make it.
"""
