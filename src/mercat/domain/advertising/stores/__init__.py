"""Stores with an address: places on the map, the stores that accounts keep there, and packages of them."""
