"""What is held about the person at the desk: to read, to take away, to ask about."""
