package io.clientgrant.grant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Tells whether a grant is the one that somebody was about to create, without keeping all of it.
 *
 * @param hex a SHA-256 in lower-case hex
 */
public record Digest(String hex) {
  /**
   * The digest of a grant with that key and those settings, whichever of its defaults are spelt
   * out.
   */
  public static Digest of(GrantKey key, Settings settings) {
    var sha = sha256();
    add(sha, key.domain());
    add(sha, key.grantee().toString());
    add(sha, key.audience());
    add(sha, key.subjectType());
    for (var field : Field.values()) {
      switch (settings.effective(field)) {
        case Value.StringSet(var names) -> {
          sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(names.size()).array());
          names.forEach(name -> add(sha, name));
        }
        case Value.Text(var word) -> add(sha, word);
        case Value.Bool(var on) -> add(sha, Boolean.toString(on));
      }
    }
    return new Digest(HexFormat.of().formatHex(sha.digest()));
  }

  /** Length first, so that no two different lists of texts add up to the same bytes. */
  private static void add(MessageDigest sha, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
    sha.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
