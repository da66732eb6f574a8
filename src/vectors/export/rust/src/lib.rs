//! Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of
//! OPM; they stand in `tests/known_answers`.
