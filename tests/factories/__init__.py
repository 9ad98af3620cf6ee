"""What tests start from, made through the services of the domain as in life."""
