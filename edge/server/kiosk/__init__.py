"""`edge kiosk`: a page for a full-screen browser, and what stands behind it.

A visit is a conversation of the home that is kept for as long as it lasts, and then forgotten everywhere. docs/kiosk.md
says all of it.
"""
