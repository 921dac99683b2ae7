"""Private data in posts: covered for everybody but the author, revealed to staff, shown again where it was none."""
