"""The tables of the data contract, by what they are about."""
