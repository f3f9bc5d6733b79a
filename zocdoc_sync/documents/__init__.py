"""Files that wait for an appointment, kept sealed outside of the database until Zocdoc has them."""
