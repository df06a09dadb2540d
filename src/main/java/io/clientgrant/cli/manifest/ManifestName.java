package io.clientgrant.cli.manifest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.clientgrant.grant.GrantKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the manifest of a grant is called: by what the grant is, so that no other grant ever renames
 * it. People read the words; the digest of the key at the end keeps two grants apart whose words
 * are the same.
 */
final class ManifestName {
  private static final int LONGEST_WORD = 24;
  private static final int DIGEST_LENGTH = 10;
  private static final String DIGITS = "abcdefghijklmnopqrstuvwxyz234567";

  private ManifestName() {}

  /**
   * The name for a key.
   *
   * @param words what people call its parts; a word without a letter is left out
   */
  static String of(GrantKey key, String... words) {
    return Stream.concat(
            Stream.of(words).map(ManifestName::word).filter(word -> !word.isEmpty()),
            Stream.of(digest(key)))
        .collect(Collectors.joining("-"));
  }

  /** A text as a part of a name: its letters and digits, without accents. */
  static String word(String text) {
    var plain =
        Normalizer.normalize(text, Normalizer.Form.NFD)
            .replaceAll("\\p{M}", "")
            .toLowerCase(Locale.ROOT)
            .replaceFirst("^[a-z]+://", "")
            .replaceAll("[^a-z0-9]+", "-")
            .replaceAll("^-|-$", "");
    return plain.length() <= LONGEST_WORD
        ? plain
        : plain.substring(0, LONGEST_WORD).replaceAll("-$", "");
  }

  /** The domain is not in it: the same manifest may be for a copy of the tenant. */
  private static String digest(GrantKey key) {
    var text = String.join("\n", key.grantee().toString(), key.audience(), key.subjectType());
    var bytes = sha256().digest(text.getBytes(UTF_8));
    var digest = new StringBuilder();
    for (var index = 0; index < DIGEST_LENGTH; index++) {
      digest.append(DIGITS.charAt(bytes[index] & (DIGITS.length() - 1)));
    }
    return digest.toString();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
