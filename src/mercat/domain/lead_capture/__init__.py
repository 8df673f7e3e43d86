"""Lead capture: people who are added by a form submission or a push, with the program that they join."""
