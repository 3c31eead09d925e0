"""The container images, built on this machine: what goes in, how large it is, and whether two builds are the same."""
