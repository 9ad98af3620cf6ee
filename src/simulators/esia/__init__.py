"""
ESIA as the Portal meets it: v2/ac, v3/te, /rs/prns and the end of a session.

Requests are checked as ESIA checks them, signature included. Instead of a password there is a page to choose the
person, and what is to go wrong.
"""
