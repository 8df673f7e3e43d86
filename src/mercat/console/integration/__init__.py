"""What programs connect with: services, web services, applications, advertising accounts."""
