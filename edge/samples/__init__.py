"""What this machine had and used over time: memory, load, temperature, one sample a minute, a week of them.

keeper  takes the samples, in the process that owns the home
ring    the file of fixed size in which they lie
sample  one of them
"""
