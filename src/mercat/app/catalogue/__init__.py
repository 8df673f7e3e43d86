"""What is documented and what answers: coverage and the generated documents."""
