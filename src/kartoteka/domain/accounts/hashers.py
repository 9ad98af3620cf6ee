from django.contrib.auth.hashers import Argon2PasswordHasher


class PortalArgon2PasswordHasher(Argon2PasswordHasher):
    """
    Argon2id at 46 MiB, two passes, one lane: above the accepted minimum of 19 MiB, and a third of the time that
    Django's own parameters take, so that a flood of wrong passwords costs the other pages less.
    """

    time_cost = 2
    memory_cost = 46 * 1024
    parallelism = 1
