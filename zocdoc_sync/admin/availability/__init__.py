"""Free times of the clinic's places, and booking a patient on one of them."""
