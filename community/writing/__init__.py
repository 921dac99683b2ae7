"""What helps while somebody writes: whom to mention, which tags fit, pasted text as Markdown, drafts to go on with."""
