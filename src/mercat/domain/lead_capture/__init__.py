"""Lead capture: form submissions and pushes, which add people and make them members of a program."""
