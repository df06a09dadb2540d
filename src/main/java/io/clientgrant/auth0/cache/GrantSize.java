package io.clientgrant.auth0.cache;

import io.clientgrant.grant.Grant;
import io.clientgrant.grant.Value;
import java.util.stream.Stream;

/** About how many bytes of memory a grant takes: what bounds a cache must not be a number. */
final class GrantSize {
  private static final long OBJECTS = 500;
  private static final long EACH_STRING = 100; // with its place in a set

  private GrantSize() {}

  static long of(Grant grant) {
    var key = grant.key();
    var strings =
        Stream.concat(
            Stream.of(
                grant.id().value(), key.grantee().toString(), key.audience(), key.subjectType()),
            grant.settings().values().values().stream().flatMap(GrantSize::strings));
    return OBJECTS + strings.mapToLong(text -> EACH_STRING + 2L * text.length()).sum();
  }

  private static Stream<String> strings(Value value) {
    return switch (value) {
      case Value.StringSet(var names) -> names.stream();
      case Value.Text(var word) -> Stream.of(word);
      case Value.Bool _ -> Stream.empty();
    };
  }
}
