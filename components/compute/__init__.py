"""What runs code: images, the cluster, tasks, services, workers, and how they scale and are replaced."""
