"""A passkey as a browser would have sent it: made here, once, for a site called localhost."""

from functools import cache
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

ID = b"a key of a member"


@cache
def _answer() -> dict[str, Any]:
    public = ES256.from_cryptography_key(ec.derive_private_key(7, ec.SECP256R1()).public_key())
    key = AttestedCredentialData.create(b"\0" * 16, ID, public)
    flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
    told = AuthenticatorData.create(sha256(b"localhost").digest(), flags, 0, key)
    said = CollectedClientData.create("webauthn.create", b"challenge", "http://localhost")
    return {
        "type": "public-key",
        "id": websafe_encode(ID),
        "rawId": websafe_encode(ID),
        "response": {
            "clientDataJSON": websafe_encode(said),
            "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
        },
        "clientExtensionResults": {"credProps": {"rk": True}},
    }


def passkey(name: str) -> dict[str, Any]:
    """What allauth keeps of one."""
    return {"name": name, "credential": _answer()}
