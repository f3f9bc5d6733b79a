"""Free times of many places over many days, asked in the pieces that Zocdoc answers."""
