"""Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of OPM.

Each function in DECODERS decrypts one block with one library and returns the
plaintext, or raises ValueError. Put your own decoder there.
"""

import functools
import importlib.util
import json
import struct
from pathlib import Path

import pytest

BLOCK_SIZE = 256
KEY_SIZE = 16
OPM_FIELDS_SIZE = 40

DATA = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
KEYS = {key["name"]: key["pem"].encode("ascii") for key in DATA["keys"]}


@functools.cache
def key_of_cryptography(name):
    from cryptography.hazmat.primitives import serialization

    return serialization.load_pem_private_key(KEYS[name], password=None)


@functools.cache
def key_of_pycryptodome(name):
    from Crypto.PublicKey import RSA

    return RSA.import_key(KEYS[name])


def decrypt_with_cryptography(vector, block):
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    algorithms = {
        "SHA-1": hashes.SHA1,
        "SHA-256": hashes.SHA256,
        "SHA-512": hashes.SHA512,
    }
    oaep = padding.OAEP(
        mgf=padding.MGF1(algorithms[vector["mgfHash"]]()),
        algorithm=algorithms[vector["hash"]](),
        label=None,
    )
    return key_of_cryptography(vector["keyName"]).decrypt(block, oaep)


def decrypt_with_pycryptodome(vector, block):
    from Crypto.Cipher import PKCS1_OAEP
    from Crypto.Hash import SHA1, SHA256, SHA512
    from Crypto.Signature.pss import MGF1

    modules = {"SHA-1": SHA1, "SHA-256": SHA256, "SHA-512": SHA512}
    mgf_hash = modules[vector["mgfHash"]]
    cipher = PKCS1_OAEP.new(
        key_of_pycryptodome(vector["keyName"]),
        hashAlgo=modules[vector["hash"]],
        mgfunc=lambda seed, length: MGF1(seed, length, mgf_hash),
    )
    return cipher.decrypt(block)


def installed(module):
    return importlib.util.find_spec(module) is not None


DECODERS = [
    pytest.param(
        decrypt_with_cryptography,
        id="cryptography",
        marks=pytest.mark.skipif(
            not installed("cryptography"), reason="cryptography is not installed"
        ),
    ),
    pytest.param(
        decrypt_with_pycryptodome,
        id="pycryptodome",
        marks=pytest.mark.skipif(
            not installed("Crypto"), reason="PyCryptodome is not installed"
        ),
    ),
]


def plaintext_of(decrypt, vector):
    """The plaintext of the block, or None where it is refused."""
    data = bytes.fromhex(vector["data"])
    if vector["dataSize"] != BLOCK_SIZE or len(data) != BLOCK_SIZE:
        return None
    try:
        return decrypt(vector, data)
    except ValueError:
        return None


def negotiate(decrypt, vector):
    """What a driver sets: the session key, OPM's fields, or None."""
    message = plaintext_of(decrypt, vector)
    if message is None:
        return None
    if vector["kind"] == "session":
        return (message,) if len(message) == KEY_SIZE else None
    if len(message) < OPM_FIELDS_SIZE:
        return None
    if message[:KEY_SIZE] != bytes.fromhex(vector["random"]):
        return None
    return (message[KEY_SIZE : 2 * KEY_SIZE], *struct.unpack_from("<II", message, 32))


@pytest.mark.parametrize("decrypt", DECODERS)
@pytest.mark.parametrize("vector", DATA["vectors"], ids=lambda vector: vector["id"])
def test_vector(decrypt, vector):
    got = negotiate(decrypt, vector)
    if vector["result"] == "invalid":
        assert got is None, f"accepted: {vector['comment']}"
        return
    if got is None:
        assert vector["result"] == "acceptable", f"refused: {vector['comment']}"
        return
    keys = [bytes.fromhex(key) for key in vector["keys"]]
    assert not keys or got[0] in keys, f"another key: {vector['comment']}"
    if vector["kind"] == "opm":
        numbers = (vector["statusSequence"], vector["commandSequence"])
        assert got[1:] == numbers, f"other sequence numbers: {vector['comment']}"
