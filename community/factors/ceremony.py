"""What browsers and passkeys say to each other (WebAuthn): the only door to webauthn, opened when it is needed."""

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass


class Refused(Exception):
    """What came is no answer to what was asked, or not from here."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whom passkeys are for: the host of the site, and where its pages come from."""

    host: str
    origin: str
    name: str


@dataclass(frozen=True, slots=True)
class Made:
    """A new passkey, as it is kept."""

    credential: str
    public_key: str
    sign_count: int


def to_make(
    place: Place, challenge: bytes, *, handle: bytes, name: str, shown: str, known: Sequence[str]
) -> str:
    """What a browser needs to make a passkey, as JSON; `known` are those that the member has already."""
    import webauthn
    from webauthn.helpers import structs

    return webauthn.options_to_json(
        webauthn.generate_registration_options(
            rp_id=place.host,
            rp_name=place.name,
            user_id=handle,
            user_name=name,
            user_display_name=shown,
            challenge=challenge,
            exclude_credentials=_described(known),
            authenticator_selection=structs.AuthenticatorSelectionCriteria(
                resident_key=structs.ResidentKeyRequirement.PREFERRED,
                user_verification=structs.UserVerificationRequirement.PREFERRED,
            ),
        )
    )


def made(place: Place, challenge: bytes, answer: str) -> Made:
    """The passkey that a browser has made. Raises Refused."""
    import webauthn

    try:
        found = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
        )
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes provoke
        raise Refused(str(error)) from None
    return Made(_letters(found.credential_id), _letters(found.credential_public_key), found.sign_count)


def to_answer(place: Place, challenge: bytes, *, known: Sequence[str], alone: bool) -> str:
    """What a browser needs to ask a passkey, as JSON; `alone`: there is no password, so its holder must be verified."""
    import webauthn
    from webauthn.helpers import structs

    wanted = structs.UserVerificationRequirement
    return webauthn.options_to_json(
        webauthn.generate_authentication_options(
            rp_id=place.host,
            challenge=challenge,
            allow_credentials=_described(known),
            user_verification=wanted.REQUIRED if alone else wanted.PREFERRED,
        )
    )


def answered(
    place: Place, challenge: bytes, answer: str, *, public_key: str, sign_count: int, alone: bool
) -> int:
    """The new count of signatures of the passkey that has answered. Raises Refused."""
    import webauthn
    from webauthn.helpers import base64url_to_bytes

    try:
        return webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=place.host,
            expected_origin=place.origin,
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=sign_count,
            require_user_verification=alone,
        ).new_sign_count
    except Exception as error:  # noqa: BLE001 - whatever a stranger's bytes provoke
        raise Refused(str(error)) from None


def _described(known: Sequence[str]) -> list:  # type: ignore[type-arg]  # of a class that is imported late
    from webauthn.helpers import base64url_to_bytes, structs

    return [structs.PublicKeyCredentialDescriptor(id=base64url_to_bytes(each)) for each in known]


def _letters(raw: bytes) -> str:
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")
