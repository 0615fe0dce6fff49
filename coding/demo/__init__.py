"""The case study as a project to look at: its data, and the recordings made for it.

`tables` reads the data, `glyphs`, `scenes`, `sound` and `footage` make the recordings (without Django),
`project` turns the data into a project by the same operations that people use.
"""
