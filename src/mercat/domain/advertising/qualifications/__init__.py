"""Qualifications: papers that show what a company may do and advertise, their pictures, and their review."""
