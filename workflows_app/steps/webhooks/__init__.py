"""How a message leaves for another system: where it may go, how it is signed, and one delivery."""
