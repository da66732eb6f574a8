package kexcts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.DataLengthException;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvFileSource;

/** Test vectors for the key exchange of Direct3D 11.1 crypto sessions and of OPM. */
class VectorsTest {
  private static final int BLOCK_SIZE = 256;
  private static final int KEY_SIZE = 16;
  private static final int OPM_FIELDS_SIZE = 40;
  private static final int LONGEST_COLUMN = 100_000;

  private static final HexFormat HEX = HexFormat.of();
  private static final Provider BOUNCY_CASTLE = new BouncyCastleProvider();
  private static final Map<String, PrivateKey> KEYS = readKeys();

  /** What a driver sets; the sequence numbers are OPM's. */
  private record Outcome(String key, long statusSequence, long commandSequence) {}

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(
      resources = "/vectors.csv",
      numLinesToSkip = 1,
      maxCharsPerColumn = LONGEST_COLUMN,
      emptyValue = "",
      nullValues = {})
  void jdk(ArgumentsAccessor vector) {
    check(Security.getProvider("SunJCE"), vector);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvFileSource(
      resources = "/vectors.csv",
      numLinesToSkip = 1,
      maxCharsPerColumn = LONGEST_COLUMN,
      emptyValue = "",
      nullValues = {})
  void bouncyCastle(ArgumentsAccessor vector) {
    check(BOUNCY_CASTLE, vector);
  }

  private static void check(Provider provider, ArgumentsAccessor vector) {
    Optional<Outcome> outcome = negotiate(provider, vector);
    String comment = vector.getString(0) + ": " + vector.getString(1);
    String result = vector.getString(3);
    if (outcome.isEmpty()) {
      assertNotEquals("valid", result, "refused: " + comment);
      return;
    }
    assertNotEquals("invalid", result, "accepted: " + comment);
    String keys = text(vector, 9);
    Outcome got = outcome.get();
    assertTrue(
        keys.isEmpty() || List.of(keys.split(" ")).contains(got.key()), "another key: " + comment);
    assertEquals(vector.getLong(11), got.statusSequence(), "status sequence: " + comment);
    assertEquals(vector.getLong(12), got.commandSequence(), "command sequence: " + comment);
  }

  /** What a driver sets, or nothing where it refuses the block. */
  private static Optional<Outcome> negotiate(Provider provider, ArgumentsAccessor vector) {
    byte[] data = HEX.parseHex(text(vector, 8));
    if (vector.getLong(7) != BLOCK_SIZE || data.length != BLOCK_SIZE) {
      return Optional.empty();
    }
    byte[] message;
    try {
      PrivateKey key = KEYS.get(vector.getString(4));
      message = decrypt(provider, key, vector.getString(5), vector.getString(6), data);
    } catch (GeneralSecurityException | DataLengthException refused) {
      return Optional.empty();
    }
    if (vector.getString(2).equals("session")) {
      return Optional.of(new Outcome(HEX.formatHex(message), 0, 0))
          .filter(outcome -> message.length == KEY_SIZE);
    }
    byte[] random = HEX.parseHex(text(vector, 10));
    if (message.length < OPM_FIELDS_SIZE
        || !Arrays.equals(message, 0, KEY_SIZE, random, 0, KEY_SIZE)) {
      return Optional.empty();
    }
    ByteBuffer fields = ByteBuffer.wrap(message).order(ByteOrder.LITTLE_ENDIAN);
    return Optional.of(
        new Outcome(
            HEX.formatHex(message, KEY_SIZE, 2 * KEY_SIZE),
            Integer.toUnsignedLong(fields.getInt(32)),
            Integer.toUnsignedLong(fields.getInt(36))));
  }

  /** The plaintext of a block. Put your own decoder here. */
  private static byte[] decrypt(
      Provider provider, PrivateKey key, String hash, String mgfHash, byte[] block)
      throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
    cipher.init(
        Cipher.DECRYPT_MODE,
        key,
        new OAEPParameterSpec(
            hash, "MGF1", new MGF1ParameterSpec(mgfHash), PSource.PSpecified.DEFAULT));
    return cipher.doFinal(block);
  }

  private static String text(ArgumentsAccessor vector, int column) {
    String text = vector.getString(column);
    return text == null ? "" : text;
  }

  private static Map<String, PrivateKey> readKeys() {
    Map<String, PrivateKey> keys = new HashMap<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                VectorsTest.class.getResourceAsStream("/keys.csv"), StandardCharsets.UTF_8))) {
      KeyFactory factory = KeyFactory.getInstance("RSA");
      for (String line : reader.lines().skip(1).toList()) {
        String[] columns = line.split(",");
        keys.put(
            columns[0], factory.generatePrivate(new PKCS8EncodedKeySpec(HEX.parseHex(columns[1]))));
      }
    } catch (IOException | GeneralSecurityException wrong) {
      throw new IllegalStateException(wrong);
    }
    return keys;
  }
}
