"""How much of anything one caller may ask for: generous for people, and still an end. Standard library only."""

from typing import Final

#: Failures to sign in, of one address from one network within an hour, after which each further attempt waits: one
#: second, then twice as long each time, up to the longest.
SIGN_IN_FAILURES: Final = 5
SIGN_IN_FAILURES_OF_A_NETWORK: Final = 100
LONGEST_SIGN_IN_WAIT_SECONDS: Final = 900
