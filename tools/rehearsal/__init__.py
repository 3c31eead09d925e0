"""The real Pulumi on this program, against stand-ins for the providers' plugins and for AWS."""
