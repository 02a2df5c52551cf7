"""What ``project.yaml`` says, as values."""
