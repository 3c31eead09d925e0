"""What stacks are for, and the names by which those of pull requests are told apart."""

from typing import Final

#: What a stack is for; it decides what the stack may do without.
STAGES: Final = ("local", "dev", "pr", "production")
#: The GitHub environment whose workflows make and remove the stacks of pull requests.
PULL_REQUESTS: Final = "pull-requests"
#: A stack is a pull request's when its name matches; `setting_loading` keeps other names out of the way.
PULL_REQUEST_STACKS: Final = "pr*"
#: The one other stack whose name begins with `pr`.
PRODUCTION: Final = "production"
