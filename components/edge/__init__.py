"""The way in: CloudFront, the load balancer, domains, the web firewall."""
