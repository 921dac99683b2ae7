"""Messages that customers write elsewhere: who wrote them, and the conversations they belong to."""
