package io.clientgrant.simulator.state;

import java.security.SecureRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Creates the ids of new objects. */
@FunctionalInterface
public interface IdSource {
  /** A new id with a prefix such as {@code cgr_}. */
  String next(String prefix);

  /** Random ids like those of the real API: 16 letters and digits. */
  static IdSource random() {
    return of(new SecureRandom());
  }

  /** Ids of 16 letters and digits from a given random generator. */
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
