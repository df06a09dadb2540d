package io.clientgrant.simulator.setting;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Where the ids of new things come from. */
@FunctionalInterface
public interface IdSource {
  /** An id that starts with a prefix such as {@code cgr_}. */
  String next(String prefix);

  /** Ids as the real API makes them: 16 letters and digits. */
  static IdSource random() {
    return of(new SecureRandom());
  }

  /** Ids of 16 letters and digits from a given source of chance. */
  static IdSource of(RandomGenerator random) {
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    return prefix ->
        prefix
            + random
                .ints(16, 0, alphabet.length())
                .mapToObj(i -> alphabet.substring(i, i + 1))
                .collect(Collectors.joining());
  }
}
