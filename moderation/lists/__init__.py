"""Words and patterns that moderators list: what blocks, holds, flags or covers a text that has them."""
