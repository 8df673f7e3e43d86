"""How values become identifiers. The hashes of devices are those of the vendor's pages."""

import hashlib

import pytest

from mercat.domain.bridges.identifiers import identifier
from mercat.domain.people.phones import mobile
from support.bridges import hashed

SPELLINGS = (
    "13800000001",
    " 138 0000 0001 ",
    "+86 138-0000-0001",
    "0086(138)0000.0001",
    "8613800000001",
    "１３８０００００００１",
)


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_phone_number_has_one_normal_form(text):
    assert mobile(text) == "13800000001"


@pytest.mark.parametrize(
    "text", ["", "12800000001", "1380000000", "138000000012", "+1 202 555 0100", "tea", "٣٨٠٠٠٠٠٠٠١٢"]
)
def test_what_is_no_mobile_number_has_none(text):
    assert mobile(text) == ""


@pytest.mark.parametrize(
    ("id_type", "value", "digest"),
    [
        ("MD5_SHA256_IMEI", "A000002C9060F7", "d64db6590359b386397db4d8a61dbc8fbd586b8a0b822ee6bc19316402d583b4"),
        (
            "MD5_SHA256_IDFA",
            "ff1999cd-7177-4937-a474-74937a102630",
            "9f2fc8b5eaaeba19fe9415767b13c1ec43c91aa039aa44684dfc8ec77d3b0607",
        ),
        (
            "MD5_SHA256_OAID",
            "12AD57A5C1D04C00A5B2F2F32213C617fa44f21b8c8744531b222481150a846f",
            "7d36cf61fafac6df50aa7c874148e8241fcb57c61268037d19ed86389100bab0",
        ),
        ("SHA256_MOBILE_PHONE", "+86 13800000001", hashlib.sha256(b"13800000001").hexdigest()),
        ("HASH_MOBILE_PHONE", "13800000001", hashed("13800000001")),
    ],
)
def test_values_are_hashed_as_the_platform_demands(id_type, value, digest):
    assert identifier(id_type, {"f": value}, ["f"]) == (digest, "")


def test_a_person_without_a_usable_value_gets_the_reason():
    assert identifier("HASH_MOBILE_PHONE", {}, ["mobilePhone", "phone"]) == ("", "empty")
    assert identifier("HASH_MOBILE_PHONE", {"phone": "?"}, ["mobilePhone", "phone"]) == ("", "malformed")
