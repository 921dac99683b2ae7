"""The invariants of the community itself: what is kept twice says the same twice."""

from typing import Final

from community.imports import check_stars, check_threads
from community.kernel.checks import Check

CHECKS: Final = (
    Check("posts", check_threads.posts_are_whole),
    Check("comments", check_threads.comments_stand_in_their_thread),
    Check("comment-counts", check_threads.comment_counts),
    Check("revisions", check_threads.revisions_are_complete),
    Check("question-counts", check_threads.question_counts),
    Check("tag-counts", check_threads.tag_counts),
    Check("tag-activity", check_threads.activity_of_tags),
    Check("references", check_threads.references_lead_somewhere),
    Check("one-rating", check_stars.one_rating_a_member),
    Check("stars", check_stars.stars_add_up),
    Check("best-answers", check_stars.best_answers),
    Check("rating-totals", check_stars.totals),
)
