// Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of
// OPM. Prints TAP; the exit status is 1 where a vector failed. `decrypt` gives
// the plaintext of a block. Put your own decoder there.
#include <botan/auto_rng.h>
#include <botan/data_src.h>
#include <botan/exceptn.h>
#include <botan/hex.h>
#include <botan/pk_keys.h>
#include <botan/pkcs8.h>
#include <botan/pubkey.h>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "vectors.hpp"

namespace {

constexpr std::size_t block_size = 256;
constexpr std::size_t key_size = 16;
constexpr std::size_t opm_fields_size = 40;

using Bytes = std::vector<std::uint8_t>;

// What a driver sets; the sequence numbers are OPM's.
struct Outcome {
  std::string key;
  std::uint32_t status_sequence = 0;
  std::uint32_t command_sequence = 0;
};

Botan::RandomNumberGenerator &rng() {
  static Botan::AutoSeeded_RNG generator;
  return generator;
}

// The plaintext of a block; throws where it is refused.
Bytes decrypt(const Botan::Private_Key &key, const Vector &vector,
              const Bytes &block) {
  std::string padding = "OAEP(";
  padding.append(vector.hash).append(",MGF1(").append(vector.mgf_hash);
  padding.append("))");
  const Botan::PK_Decryptor_EME decryptor(key, rng(), padding);
  const auto message = decryptor.decrypt(block);
  return {message.begin(), message.end()};
}

std::uint32_t little_endian(const Bytes &bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t byte = 0; byte < 4; ++byte) {
    value |= std::uint32_t{bytes[at + byte]} << (8 * byte);
  }
  return value;
}

std::string hex(const Bytes &bytes, std::size_t at) {
  return Botan::hex_encode(bytes.data() + at, key_size, false);
}

// What a driver sets, or nothing where it refuses the block.
std::optional<Outcome> negotiate(const Botan::Private_Key &key,
                                 const Vector &vector) {
  const Bytes data = Botan::hex_decode(vector.data.data(), vector.data.size());
  if (vector.data_size != block_size || data.size() != block_size) {
    return std::nullopt;
  }
  Bytes message;
  try {
    message = decrypt(key, vector, data);
  } catch (const Botan::Exception &) {
    return std::nullopt;
  }
  if (vector.kind == Kind::session) {
    if (message.size() != key_size) {
      return std::nullopt;
    }
    return Outcome{hex(message, 0)};
  }
  if (message.size() < opm_fields_size || hex(message, 0) != vector.random) {
    return std::nullopt;
  }
  return Outcome{hex(message, key_size), little_endian(message, 32),
                 little_endian(message, 36)};
}

// What is wrong; empty where nothing is.
std::string problem(const Botan::Private_Key &key, const Vector &vector) {
  const auto got = negotiate(key, vector);
  if (!got) {
    return vector.result == Result::valid ? "refused" : "";
  }
  if (vector.result == Result::invalid) {
    return "accepted";
  }
  if (!vector.keys.empty() &&
      vector.keys.find(got->key) == std::string_view::npos) {
    return "another key, " + got->key;
  }
  if (got->status_sequence != vector.status_sequence ||
      got->command_sequence != vector.command_sequence) {
    return "other sequence numbers";
  }
  return "";
}

} // namespace

int main() {
  std::map<std::string_view, std::unique_ptr<Botan::Private_Key>> keys;
  for (const auto &[name, pem] : vector_keys) {
    Botan::DataSource_Memory source{std::string(pem)};
    keys[name] = Botan::PKCS8::load_key(source);
  }
  std::cout << "1.." << vectors.size() << '\n';
  bool passed = true;
  std::size_t number = 0;
  for (const auto &vector : vectors) {
    ++number;
    const std::string what = problem(*keys.at(vector.key_name), vector);
    if (what.empty()) {
      std::cout << "ok " << number << " - " << vector.id << '\n';
      continue;
    }
    passed = false;
    std::cout << "not ok " << number << " - " << vector.id << ": " << what
              << ": " << vector.comment << '\n';
  }
  return passed ? EXIT_SUCCESS : EXIT_FAILURE;
}
