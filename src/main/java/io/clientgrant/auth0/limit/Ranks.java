package io.clientgrant.auth0.limit;

import java.util.HashMap;
import java.util.Map;

/** A set of numbers that tells in a few steps how many of them are lower than another (Fenwick). */
final class Ranks {
  private static final long END = 1L << 40;

  private final Map<Long, Integer> sums = new HashMap<>();

  void add(long number) {
    change(number, 1);
  }

  void remove(long number) {
    change(number, -1);
  }

  int lower(long number) {
    var sum = 0;
    for (var at = number; at > 0; at -= Long.lowestOneBit(at)) {
      sum += sums.getOrDefault(at, 0);
    }
    return sum;
  }

  private void change(long number, int by) {
    for (var at = number + 1; at < END; at += Long.lowestOneBit(at)) {
      sums.merge(at, by, (before, more) -> before + more == 0 ? null : before + more);
    }
  }
}
