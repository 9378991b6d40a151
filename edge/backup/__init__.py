"""What a home holds that cannot be fetched or made again, in one file: written while it is in use, and put back."""
