using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace Kexcts.Vectors
{
    /// <summary>
    /// Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of OPM. Decrypt gives the plaintext of a
    /// block; put your own decoder there.
    /// </summary>
    internal static class Program
    {
        private const int BlockSize = 256;
        private const int KeySize = 16;
        private const int OpmFieldsSize = 40;

        private static readonly Dictionary<string, RSAEncryptionPadding> Paddings =
            new Dictionary<string, RSAEncryptionPadding>
            {
                { "SHA-1", RSAEncryptionPadding.OaepSHA1 },
                { "SHA-256", RSAEncryptionPadding.OaepSHA256 },
                { "SHA-512", RSAEncryptionPadding.OaepSHA512 },
            };

        private static int Main()
        {
            var keys = KnownAnswers.Keys.ToDictionary(key => key.Key, key => ReadKey(FromHex(key.Value)));
            var failed = 0;
            foreach (var vector in KnownAnswers.Vectors)
            {
                var problem = Problem(keys[vector.KeyName], vector);
                if (problem == null)
                {
                    continue;
                }

                failed++;
                Console.WriteLine($"{vector.Id}: {problem}: {vector.Comment}");
            }

            Console.WriteLine($"{KnownAnswers.Vectors.Length - failed} passed, {failed} failed");
            return failed == 0 ? 0 : 1;
        }

        /// <summary>The plaintext of a block.</summary>
        private static byte[] Decrypt(RSA key, Vector vector, byte[] block)
        {
            return key.Decrypt(block, Paddings[vector.Hash]);
        }

        /// <summary>What is wrong with the answer to a vector, or null.</summary>
        private static string Problem(RSA key, Vector vector)
        {
            Tuple<string, uint, uint> got;
            try
            {
                got = Negotiate(key, vector);
            }
            catch (Exception e) when (!(e is CryptographicException))
            {
                return $"threw {e.GetType().Name}";
            }

            if (got == null)
            {
                return vector.Result == Expected.Valid ? "refused" : null;
            }

            if (vector.Result == Expected.Invalid)
            {
                return "accepted";
            }

            if (vector.Keys.Length > 0 && !vector.Keys.Split(' ').Contains(got.Item1))
            {
                return $"another key, {got.Item1}";
            }

            var right = got.Item2 == vector.StatusSequence && got.Item3 == vector.CommandSequence;
            return right ? null : $"other sequence numbers, {got.Item2} and {got.Item3}";
        }

        /// <summary>Key and sequence numbers that a driver sets, or null where it refuses the block.</summary>
        private static Tuple<string, uint, uint> Negotiate(RSA key, Vector vector)
        {
            var data = FromHex(vector.Data);
            if (vector.DataSize != BlockSize || data.Length != BlockSize)
            {
                return null;
            }

            byte[] message;
            try
            {
                message = Decrypt(key, vector, data);
            }
            catch (CryptographicException)
            {
                return null;
            }

            if (vector.Kind == Kind.Session)
            {
                return message.Length == KeySize ? Tuple.Create(ToHex(message, 0), 0u, 0u) : null;
            }

            if (message.Length < OpmFieldsSize || ToHex(message, 0) != vector.Random)
            {
                return null;
            }

            return Tuple.Create(ToHex(message, KeySize), LittleEndian(message, 32), LittleEndian(message, 36));
        }

        private static uint LittleEndian(byte[] bytes, int at)
        {
            return bytes[at] | ((uint)bytes[at + 1] << 8) | ((uint)bytes[at + 2] << 16) | ((uint)bytes[at + 3] << 24);
        }

        private static byte[] FromHex(string text)
        {
            var bytes = new byte[text.Length / 2];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = Convert.ToByte(text.Substring(2 * at, 2), 16);
            }

            return bytes;
        }

        private static string ToHex(byte[] bytes, int at)
        {
            return BitConverter.ToString(bytes, at, KeySize).Replace("-", string.Empty).ToLowerInvariant();
        }

        /// <summary>The private key in a PKCS #8 DER: the numbers of the RSAPrivateKey within (RFC 8017, A.1.2).</summary>
        private static RSA ReadKey(byte[] pkcs8)
        {
            var reader = new DerReader(pkcs8);
            reader.Enter(0x30);
            reader.Skip();
            reader.Skip();
            reader.Enter(0x04);
            reader.Enter(0x30);
            reader.Skip();
            var parameters = new RSAParameters
            {
                Modulus = reader.Number(256),
                Exponent = reader.Number(0),
                D = reader.Number(256),
                P = reader.Number(128),
                Q = reader.Number(128),
                DP = reader.Number(128),
                DQ = reader.Number(128),
                InverseQ = reader.Number(128),
            };
            var key = RSA.Create();
            key.ImportParameters(parameters);
            return key;
        }
    }
}
