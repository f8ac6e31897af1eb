"""Real processes, real sockets, SIGKILL: what becomes of mails and answers when things die at the wrong moment.

Ground truth is what the mail server wrote down before it said "250", never our own tables. Every guard is also run
switched off, and must then fail.
"""
