"""Languages: the same twelve questions in English, Chinese, Japanese, Spanish, German and Korean."""
