"""The policy pack: what no stack may do, checked by Pulumi before an update and by the tests without it."""
