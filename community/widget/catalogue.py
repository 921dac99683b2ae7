"""Every word of the widget; the script holds none."""

from typing import Final

from community.kernel.words import N_

WORDS: Final = {
    "launch": N_("Help"),
    "title": N_("How can we help?"),
    "close": N_("Close"),
    "back": N_("Back"),
    "search": N_("Describe the problem in your own words"),
    "searching": N_("Searching …"),
    "found": N_("Perhaps one of these helps"),
    "one": N_("1 answer found"),
    "many": N_("%(count)s answers found"),
    "none": N_("Nothing fits yet. Try other words, or ask us."),
    "failed": N_("That did not work. Check your connection and try again; your words are still here."),
    "question": N_("Question"),
    "article": N_("Article"),
    "solved": N_("Solved"),
    "accepted": N_("Solved it for the asker"),
    "stars": N_("%(stars)s of 5 stars"),
    "answers": N_("Answers"),
    "helped": N_("This solved it"),
    "notTold": N_("That did not reach us. Check your connection and press it again."),
    "thanks": N_("Good to hear. Thank you for telling us."),
    "whole": N_("Read it all in the community"),
    "newTab": N_("opens in a new tab"),
    "ask": N_("Ask our team"),
    "askLead": N_("Only our support team sees this. The answer comes by e-mail."),
    "yourQuestion": N_("Your question"),
    "questionHint": N_("What happens, since when, and what you tried."),
    "email": N_("Your e-mail address"),
    "name": N_("Your name (if you like)"),
    "along": N_("Sent along: %(what)s"),
    "send": N_("Send the question"),
    "sending": N_("Sending …"),
    "publicly": N_("Ask everybody in the community instead"),
    "sent": N_("Your question has arrived"),
    "sentText": N_(
        "Our team reads it. Please look for our e-mail to %(email)s: "
        "once you have confirmed the address, the answer goes there."
    ),
    "again": N_("Search for something else"),
    "community": N_("Open the community"),
}
LINES: Final = {
    "page": N_("Page"),
    "product": N_("Product"),
    "tags": N_("Tags"),
    "version": N_("Version"),
}
