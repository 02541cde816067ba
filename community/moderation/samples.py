"""Made-up rows that were never saved, to show what moderation's notices look like."""

from datetime import UTC, datetime

from community.moderation.content import KINDS
from community.moderation.models import Case, Decision, Moderated, Outcome, ReasonCode, Revision
from community.moderation.states import RevisionState

TITLE = "Ten minutes without looking"
WORDS = {
    Outcome.PUBLISHED: "Thank you. The part about the goose made us laugh.",
    Outcome.CHANGES_REQUESTED: "Please leave out the name of the runner who fell; they may not want it here.",
    Outcome.REJECTED: "It invites people to run on a road with cars. Tell it without that and send it again.",
    Outcome.REMOVED: "The photo shows a child whose parents did not agree to it.",
    Outcome.RESTORED: "",
}
REASONS = {
    Outcome.CHANGES_REQUESTED: ReasonCode.PRIVACY,
    Outcome.REJECTED: ReasonCode.UNSAFE_PRACTICE,
    Outcome.REMOVED: ReasonCode.PRIVACY,
}


def sample_item() -> Moderated:
    return next(iter(KINDS.values())).model(public_id="sample")


def sample_revision() -> Revision:
    kind = next(iter(KINDS))
    return Revision(
        public_id="sample",
        kind=kind,
        version=1,
        title=TITLE,
        state=RevisionState.PENDING,
        created_at=datetime(2026, 6, 16, 7, 0, tzinfo=UTC),
    )


def sample_case() -> Case:
    return Case(public_id="sample", kind=next(iter(KINDS)), revision=sample_revision(), report_count=1)


def sample_decision(outcome: Outcome) -> Decision:
    return Decision(
        revision=sample_revision(),
        outcome=outcome,
        reason=REASONS.get(outcome, ""),
        words=WORDS[outcome],
    )


def sample_message_decision() -> Decision:
    return Decision(
        outcome=Outcome.REMOVED,
        reason=ReasonCode.HARASSMENT,
        words="Please stay friendly, also when a request was declined.",
    )
