"""Mail addresses that are thrown away after a minute: by a list of domains that the operator keeps."""

from collections.abc import Collection, Iterable


def read_domains(lines: Iterable[str]) -> frozenset[str]:
    """The domains of a list, one a line; what follows a # is a remark."""
    found = (line.partition("#")[0].strip().lower().lstrip("*@.").rstrip(".") for line in lines)
    return frozenset(_in_ascii(domain) for domain in found if domain)


def is_throwaway(email: str, domains: Collection[str]) -> bool:
    """Does this address lie in one of these domains, or below one? ``xy.org`` is not below ``y.org``."""
    labels = _in_ascii(email.rpartition("@")[2].strip().lower().rstrip(".")).split(".")
    return any(".".join(labels[start:]) in domains for start in range(len(labels)))


def _in_ascii(domain: str) -> str:
    """The form that mail servers use, so that both spellings of an international name are one."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain
