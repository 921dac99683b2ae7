"""Whoever asked from outside by an e-mail address: answers reach them once it is confirmed."""
