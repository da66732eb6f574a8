//! Known answers for the key exchange of Direct3D 11.1 crypto sessions and of
//! OPM. `decrypt` gives the plaintext of a block; put your own decoder there.

mod vectors;

use std::collections::HashMap;

use rsa::pkcs8::DecodePrivateKey;
use rsa::{Oaep, RsaPrivateKey};
use sha1::Sha1;
use sha2::{Sha256, Sha512};

const BLOCK_SIZE: usize = 256;
const KEY_SIZE: usize = 16;
const OPM_FIELDS_SIZE: usize = 40;

#[derive(PartialEq)]
pub enum Kind {
    Session,
    Opm,
}

#[derive(PartialEq)]
pub enum Expected {
    Valid,
    Invalid,
    Acceptable,
}

pub struct VectorKey {
    pub name: &'static str,
    pub pkcs8: &'static str,
}

pub struct Vector {
    pub id: &'static str,
    pub comment: &'static str,
    pub kind: Kind,
    pub result: Expected,
    pub key_name: &'static str,
    pub hash: &'static str,
    pub mgf_hash: &'static str,
    /// What the caller says, in bytes.
    pub data_size: usize,
    pub data: &'static str,
    /// Right ones; none: any.
    pub keys: &'static [&'static str],
    /// OPM: of the protected output.
    pub random: &'static str,
    pub status_sequence: u32,
    pub command_sequence: u32,
}

/// What a driver sets; the sequence numbers are OPM's.
struct Outcome {
    key: String,
    status_sequence: u32,
    command_sequence: u32,
}

/// The plaintext of a block.
fn decrypt(key: &RsaPrivateKey, vector: &Vector, block: &[u8]) -> rsa::Result<Vec<u8>> {
    assert_eq!(vector.hash, vector.mgf_hash);
    let padding = match vector.hash {
        "SHA-1" => Oaep::new::<Sha1>(),
        "SHA-256" => Oaep::new::<Sha256>(),
        "SHA-512" => Oaep::new::<Sha512>(),
        other => panic!("no such hash: {other}"),
    };
    key.decrypt(padding, block)
}

fn little_endian(bytes: &[u8]) -> u32 {
    u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])
}

/// What a driver sets, or nothing where it refuses the block.
fn negotiate(key: &RsaPrivateKey, vector: &Vector) -> Option<Outcome> {
    let data = hex::decode(vector.data).expect("data is hexadecimal");
    if vector.data_size != BLOCK_SIZE || data.len() != BLOCK_SIZE {
        return None;
    }
    let message = decrypt(key, vector, &data).ok()?;
    if vector.kind == Kind::Session {
        return (message.len() == KEY_SIZE).then(|| Outcome {
            key: hex::encode(&message),
            status_sequence: 0,
            command_sequence: 0,
        });
    }
    if message.len() < OPM_FIELDS_SIZE || hex::encode(&message[..KEY_SIZE]) != vector.random {
        return None;
    }
    Some(Outcome {
        key: hex::encode(&message[KEY_SIZE..2 * KEY_SIZE]),
        status_sequence: little_endian(&message[32..]),
        command_sequence: little_endian(&message[36..]),
    })
}

/// What is wrong with the answer to a vector.
fn problem(key: &RsaPrivateKey, vector: &Vector) -> Option<String> {
    let Some(got) = negotiate(key, vector) else {
        return (vector.result == Expected::Valid).then(|| "refused".to_string());
    };
    if vector.result == Expected::Invalid {
        return Some("accepted".to_string());
    }
    if !vector.keys.is_empty() && !vector.keys.contains(&got.key.as_str()) {
        return Some(format!("another key, {}", got.key));
    }
    let right = (vector.status_sequence, vector.command_sequence);
    let seen = (got.status_sequence, got.command_sequence);
    (seen != right).then(|| format!("other sequence numbers, {} and {}", seen.0, seen.1))
}

#[test]
fn known_answers() {
    let keys: HashMap<&str, RsaPrivateKey> = vectors::KEYS
        .iter()
        .map(|key| {
            let der = hex::decode(key.pkcs8).expect("keys are hexadecimal");
            let private = RsaPrivateKey::from_pkcs8_der(&der).expect("keys are PKCS #8");
            (key.name, private)
        })
        .collect();
    let failed: Vec<String> = vectors::VECTORS
        .iter()
        .filter_map(|vector| {
            let what = problem(&keys[vector.key_name], vector)?;
            Some(format!("{}: {what}: {}", vector.id, vector.comment))
        })
        .collect();
    assert!(failed.is_empty(), "\n{}\n", failed.join("\n"));
}
