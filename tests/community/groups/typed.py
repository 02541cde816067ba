"""What somebody types who changes a group: as it is now, but for what is named."""

from community.groups.running.marks import POLICY, WORDS, mark_of, values_of


def words_of(group, **changes):
    return {**values_of(group, WORDS), "base": mark_of(group, WORDS), **changes}


def policy_of(group, **changes):
    return {**values_of(group, POLICY), "base": mark_of(group, POLICY), **changes}
