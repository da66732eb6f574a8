// The test vectors; vectors.cpp holds them. All bytes are hexadecimal.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

enum class Kind { session, opm };
enum class Result { valid, invalid, acceptable };

struct VectorKey {
  std::string_view name;
  std::string_view pem;
};

struct Vector {
  std::string_view id;
  std::string_view comment;
  Kind kind;
  Result result;
  std::string_view key_name;
  std::string_view hash;
  std::string_view mgf_hash;
  std::uint32_t data_size; // what the caller says, in bytes
  std::string_view data;
  std::string_view keys;   // right ones, blanks between them; none: any
  std::string_view random; // OPM: of the protected output
  std::uint32_t status_sequence;
  std::uint32_t command_sequence;
};

extern const std::vector<VectorKey> vector_keys;
extern const std::vector<Vector> vectors;
